import { crc32 } from 'node:zlib';

/** A frame of the device link, as its documentation has it; written here once more for tests. */
export interface LinkFrame {
  readonly type: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

const START = Buffer.of(0xa5, 0x5a);
const HEADER_BYTES = 7;

export function frameBytes({ type, sequence, payload }: LinkFrame): Buffer {
  const header = Buffer.of(type, sequence, payload.length & 0xff, payload.length >> 8);
  const check = header.reduce((sum, byte) => sum ^ byte, START[0]);
  const covered = Buffer.concat([header, Buffer.of(check), payload]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(covered));
  return Buffer.concat([START, covered, checksum]);
}

/** What stands between the frames of a stream, and the frames. */
export function splitTextAndFrames(bytes: Buffer): { text: string; frames: LinkFrame[] } {
  const frames: LinkFrame[] = [];
  let text = '';
  let offset = 0;
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, offset)) {
    const end = at + HEADER_BYTES + bytes.readUInt16LE(at + 4) + 4;
    frames.push(...splitFrames(bytes.subarray(at, end)));
    text += bytes.toString('latin1', offset, at);
    offset = end;
  }
  return { text: text + bytes.toString('latin1', offset), frames };
}

/** Splits a stream without noise into its frames, and throws at any other. */
export function splitFrames(bytes: Buffer): LinkFrame[] {
  const frames: LinkFrame[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const payloadAt = offset + HEADER_BYTES;
    const end = payloadAt + bytes.readUInt16LE(offset + 4);
    const frame = {
      type: bytes[offset + 2],
      sequence: bytes[offset + 3],
      payload: bytes.subarray(payloadAt, end),
    };
    if (!frameBytes(frame).equals(bytes.subarray(offset, end + 4))) {
      throw new Error(`no frame at byte ${offset} of ${bytes.toString('hex')}`);
    }
    frames.push(frame);
    offset = end + 4;
  }
  return frames;
}
