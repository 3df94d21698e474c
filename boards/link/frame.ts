import { crc32 } from 'node:zlib';

/** Types of frames; an answer is its request's type + 0x80. See `PROTOCOL.md`. */
export const frameTypes = { hello: 0x01, run: 0x02, stats: 0x03, load: 0x04, error: 0x7f } as const;

export const answerBit = 0x80;
export const largestPayload = 32_768;
export const frameStart = Buffer.of(0xa5, 0x5a);

/** Bytes before the payload and behind it. */
export const headerBytes = 7;
export const checksumBytes = 4;

/** Bytes of a frame besides its payload. */
export const overheadBytes = headerBytes + checksumBytes;

export interface Frame {
  readonly type: number;
  /** 0 … 255. */
  readonly sequence: number;
  readonly payload: Buffer;
}

/** The bytes of a frame on the line. */
export function encodeFrame({ type, sequence, payload }: Frame): Buffer {
  const bytes = Buffer.alloc(headerBytes + payload.length + checksumBytes);
  frameStart.copy(bytes);
  bytes.writeUInt8(type, 2);
  bytes.writeUInt8(sequence, 3);
  bytes.writeUInt16LE(payload.length, 4);
  bytes.writeUInt8(headerCheck(bytes), 6);
  payload.copy(bytes, headerBytes);
  bytes.writeUInt32LE(frameChecksum(bytes), headerBytes + payload.length);
  return bytes;
}

/** What byte 6 of a frame must be; so that an altered length swallows no frames behind. */
export function headerCheck(bytes: Buffer): number {
  return frameStart[0] ^ bytes[2] ^ bytes[3] ^ bytes[4] ^ bytes[5];
}

/** CRC-32 of everything between start and checksum. */
export function frameChecksum(bytes: Buffer): number {
  return crc32(bytes.subarray(frameStart.length, bytes.length - checksumBytes));
}
