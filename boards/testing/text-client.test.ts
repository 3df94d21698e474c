import test from 'ava';
import { encodeFrame, frameTypes } from '../link/frame.js';
import type { Transport } from '../link/transport.js';
import { TextClient } from './text-client.js';

test('A frame that was under way when a command was asked is no part of its answer.', async (t) => {
  const late = encodeFrame({
    type: frameTypes.hello,
    sequence: 1,
    payload: Buffer.from('m-x\r\n'),
  });
  const answer = Buffer.from('m-name-dut-[softbit]\r\nm-ready\r\n');
  let hear: (bytes: Buffer) => void = () => {};
  const transport: Transport = {
    write: () => Promise.resolve(hear(Buffer.concat([late.subarray(9), answer]))),
    onData: (listener) => void (hear = listener),
    onEnd: () => {},
    close: () => Promise.resolve(),
  };
  const line = new TextClient(transport);
  hear(late.subarray(0, 9));
  t.deepEqual(await line.ask('name'), ['m-name-dut-[softbit]']);
});
