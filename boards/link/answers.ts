import { deviceRefused } from '../errors.js';

/** What a device says to HELLO. */
export interface DeviceIdentity {
  readonly inputBytes: number;
  readonly outputCount: number;
  readonly ticksPerSecond: number;
  readonly timerBits: number;
  /** Of a request, in bytes. */
  readonly longestPayload: number;
  /** Bytes that may wait while the device computes. */
  readonly windowBytes: number;
  /** SHA-256 in hexadecimal. */
  readonly modelHash: string;
}

export interface RunAnswer {
  /** Of the device's timer, around the inference alone. */
  readonly ticks: number;
  readonly outputs: Int32Array;
}

export interface DeviceStatistics {
  readonly stackBytes: number;
  /** Greatest use of the stack so far, found by what is left of its paint. */
  readonly stackPeakBytes: number;
  readonly lostBytes: number;
  readonly refusedFrames: number;
  /** Since the start. */
  readonly inferences: number;
}

/** What an input lacks; see LOAD in `PROTOCOL.md`. */
export interface MissingBlocks {
  readonly first: number;
  /** Blocks behind `first` that are there all the same, as far as the device tells. */
  readonly present: readonly number[];
}

export const refusalReasons = {
  checksum: 1,
  payloadLength: 2,
  unknownType: 3,
  fault: 4,
  noHello: 5,
} as const;

const protocolVersion = 2;
const hashBytes = 32;
const reasonWords = [
  'unknown reason',
  'wrong checksum',
  'wrong payload length',
  'unknown request type',
  'fault',
  'it wants HELLO first',
];
const registerNames = ['r0', 'r1', 'r2', 'r3', 'r12', 'lr', 'pc', 'xpsr'];

/** @throws SB_DEVICE_REFUSED where length or protocol version are not this one's */
export function decodeIdentity(payload: Buffer): DeviceIdentity {
  if (payload.length < 4) expectLength(payload, 4, 'to HELLO');
  const version = payload.readUInt32LE(0);
  if (version !== protocolVersion) {
    throw deviceRefused(
      'to HELLO',
      `it speaks protocol version ${version}, not ${protocolVersion}`,
    );
  }
  expectLength(payload, 28 + hashBytes, 'to HELLO');
  return {
    inputBytes: payload.readUInt32LE(4),
    outputCount: payload.readUInt32LE(8),
    ticksPerSecond: payload.readUInt32LE(12),
    timerBits: payload.readUInt32LE(16),
    longestPayload: payload.readUInt32LE(20),
    windowBytes: payload.readUInt32LE(24),
    modelHash: payload.subarray(28).toString('hex'),
  };
}

/** @param payload the whole answer, put together from its parts */
export function decodeRun(payload: Buffer): RunAnswer {
  const outputs = Int32Array.from({ length: payload.length / 4 - 1 }, (_, index) =>
    payload.readInt32LE(4 + index * 4),
  );
  return { ticks: payload.readUInt32LE(0), outputs };
}

export function decodeStatistics(payload: Buffer): DeviceStatistics {
  expectLength(payload, 20, 'to STATS');
  return {
    stackBytes: payload.readUInt32LE(0),
    stackPeakBytes: payload.readUInt32LE(4),
    lostBytes: payload.readUInt32LE(8),
    refusedFrames: payload.readUInt32LE(12),
    inferences: payload.readUInt32LE(16),
  };
}

export function decodeMissing(payload: Buffer): MissingBlocks {
  if (payload.length < 2) expectLength(payload, 2, 'to LOAD');
  const first = payload.readUInt16LE(0);
  const bits = Array.from({ length: 8 * (payload.length - 2) }, (_, bit) => bit);
  const present = bits.filter((bit) => (payload[2 + (bit >> 3)] >> (bit & 7)) & 1);
  return { first, present: present.map((bit) => first + 1 + bit) };
}

export interface DeviceError {
  readonly reason: number;
  readonly words: string;
  /** Of a fault: `pc=0x00000124 …`. */
  readonly registers: string;
}

export function decodeError(payload: Buffer): DeviceError {
  const reason = payload.length >= 4 ? payload.readUInt32LE(0) : 0;
  const registers = registerNames
    .filter((_, index) => payload.length >= 8 + index * 4)
    .map(
      (name, index) =>
        `${name}=0x${payload
          .readUInt32LE(4 + index * 4)
          .toString(16)
          .padStart(8, '0')}`,
    );
  return { reason, words: reasonWords[reason] ?? reasonWords[0], registers: registers.join(' ') };
}

function expectLength(payload: Buffer, expected: number, context: string): void {
  if (payload.length !== expected) {
    throw deviceRefused(context, `its answer has ${payload.length} bytes, not ${expected}`);
  }
}
