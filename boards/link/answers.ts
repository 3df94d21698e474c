import { deviceRefused } from '../errors.js';

/** What a device says to HELLO. */
export interface DeviceIdentity {
  readonly inputBytes: number;
  readonly outputCount: number;
  readonly ticksPerSecond: number;
  readonly timerBits: number;
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
}

export const refusalReasons = { checksum: 1, payloadLength: 2, unknownType: 3, fault: 4 } as const;

const protocolVersion = 1;
const hashBytes = 32;
const reasonWords = [
  'unknown reason',
  'wrong checksum',
  'wrong payload length',
  'unknown request type',
  'fault',
];
const registerNames = ['r0', 'r1', 'r2', 'r3', 'r12', 'lr', 'pc', 'xpsr'];

/** @throws SB_DEVICE_REFUSED where length or protocol version are not this one's */
export function decodeIdentity(payload: Buffer): DeviceIdentity {
  expectLength(payload, 20 + hashBytes, 'to HELLO');
  const version = payload.readUInt32LE(0);
  if (version !== protocolVersion) {
    throw deviceRefused(
      'to HELLO',
      `it speaks protocol version ${version}, not ${protocolVersion}`,
    );
  }
  return {
    inputBytes: payload.readUInt32LE(4),
    outputCount: payload.readUInt32LE(8),
    ticksPerSecond: payload.readUInt32LE(12),
    timerBits: payload.readUInt32LE(16),
    modelHash: payload.subarray(20).toString('hex'),
  };
}

export function decodeRun(payload: Buffer): RunAnswer {
  if (payload.length < 4 || payload.length % 4 !== 0) expectLength(payload, 4, 'to RUN');
  const outputs = Int32Array.from({ length: payload.length / 4 - 1 }, (_, index) =>
    payload.readInt32LE(4 + index * 4),
  );
  return { ticks: payload.readUInt32LE(0), outputs };
}

export function decodeStatistics(payload: Buffer): DeviceStatistics {
  expectLength(payload, 16, 'to STATS');
  return {
    stackBytes: payload.readUInt32LE(0),
    stackPeakBytes: payload.readUInt32LE(4),
    lostBytes: payload.readUInt32LE(8),
    refusedFrames: payload.readUInt32LE(12),
  };
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
