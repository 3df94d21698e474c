import test from 'ava';
import fc from 'fast-check';
import { FrameDecoder } from './frame-decoder.js';
import { encodeFrame, frameTypes, type Frame } from './frame.js';

const frame: Frame = {
  type: frameTypes.run,
  sequence: 7,
  payload: Buffer.from([1, 0xa5, 0x5a, 4]),
};

test('A frame has start, type, sequence, length, header check, payload and CRC-32 in this order.', (t) => {
  const bytes = encodeFrame({ type: 1, sequence: 2, payload: Buffer.from('123456789') });
  t.is(bytes.subarray(0, 7).toString('hex'), 'a55a01020900af');
  t.is(bytes.length, 7 + 9 + 4);
});

test('The checksum is zlib’s CRC-32 of what stands between start and checksum.', (t) => {
  // Computed with Python: zlib.crc32(bytes([3, 9, 0, 0, 0xaf])).
  t.is(encodeFrame({ type: 3, sequence: 9, payload: Buffer.alloc(0) }).readUInt32LE(7), 0xbae37c3e);
});

const streams: [title: string, bytes: Buffer, frames: number][] = [
  ['a frame alone', encodeFrame(frame), 1],
  ['two frames in a row', Buffer.concat([encodeFrame(frame), encodeFrame(frame)]), 2],
  ['noise before a frame', Buffer.concat([Buffer.from('boot\r\n'), encodeFrame(frame)]), 1],
  ['a lone start byte before a frame', Buffer.concat([Buffer.of(0xa5), encodeFrame(frame)]), 1],
  [
    'a cut frame before a whole one',
    Buffer.concat([encodeFrame(frame).subarray(0, 8), encodeFrame(frame)]),
    1,
  ],
  [
    'a length beyond the greatest',
    Buffer.concat([Buffer.from('a55a0101ffffa5', 'hex'), encodeFrame(frame)]),
    1,
  ],
  [
    'a frame whose altered length would swallow the next',
    Buffer.concat([flipped(encodeFrame(frame), 4), encodeFrame(frame)]),
    1,
  ],
  ['a frame with one byte flipped', flipped(encodeFrame(frame), 7), 0],
  ['a frame without its last byte', encodeFrame(frame).subarray(0, -1), 0],
];

for (const [title, bytes, count] of streams) {
  test(`The decoder finds ${count} frame(s) in ${title}.`, (t) => {
    const decoder = new FrameDecoder();
    // Noise that looks like a long frame is only given up when more bytes come.
    const frames = [...decoder.push(bytes), ...decoder.push(Buffer.alloc(count > 0 ? 300 : 0))];
    t.deepEqual(
      frames,
      Array.from({ length: count }, () => frame),
    );
  });
}

test('Frames are found however the stream is cut into chunks.', (t) => {
  const stream = Buffer.concat([Buffer.from('noise'), encodeFrame(frame), encodeFrame(frame)]);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 10 }), (cuts) => {
      const decoder = new FrameDecoder();
      const ends = [...cuts.sort((a, b) => a - b), stream.length];
      const frames = ends.flatMap((end, index) =>
        decoder.push(stream.subarray(index === 0 ? 0 : ends[index - 1], end)),
      );
      return frames.length === 2 && frames.every(({ sequence }) => sequence === 7);
    }),
  );
  t.pass();
});

test('Random bytes never make the decoder throw, and every byte of noise is counted.', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const decoder = new FrameDecoder();
      const frames = decoder.push(Buffer.from(bytes));
      decoder.reset();
      return frames.length > 0 || decoder.noiseBytes === bytes.length;
    }),
  );
  t.pass();
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at] ^= 0x10;
  return bytes;
}
