import test, { type ExecutionContext } from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { generator, lineFaults } from '../testing/line-faults.js';
import { DeviceClient, type DeviceClientOptions } from './device-client.js';
import { FakeDevice, type FakeDeviceOptions } from './fake-device.js';
import { encodeFrame, frameTypes } from './frame.js';

const quick: DeviceClientOptions = {
  helloMs: 5,
  firstInferenceMs: 5,
  soundMs: 5,
  lossyMs: 5,
  timeoutMs: 400,
};
const modelHash = 'ab'.repeat(32);

function fakeDevice(options: Partial<FakeDeviceOptions> = {}): FakeDevice {
  const infer = (input: Buffer): Int32Array => Int32Array.of(input[0] * 2, -input[1]);
  return new FakeDevice({ modelHash, inputBytes: 2, outputCount: 2, infer, ...options });
}

test('HELLO tells sizes, timer and model.', async (t) => {
  const client = new DeviceClient(fakeDevice(), quick);
  t.deepEqual(await client.hello(), {
    inputBytes: 2,
    outputCount: 2,
    ticksPerSecond: 25_000_000,
    timerBits: 32,
    longestPayload: 1026,
    windowBytes: 4096,
    modelHash,
  });
});

test('RUN gives the outputs, negative ones too, and the ticks.', async (t) => {
  const client = new DeviceClient(fakeDevice(), quick);
  await client.hello();
  t.deepEqual(await client.run(Uint8Array.of(21, 5), 'sample 0'), {
    ticks: 640,
    outputs: Int32Array.of(42, -5),
  });
});

for (const [title, fault] of lineFaults) {
  test(`With ${title} on both ways every sample is answered, rightly and once.`, async (t) => {
    await runUnderFaults(t, fault);
  });
}

test('A device that was reset answers the repeated request by computing again.', async (t) => {
  let silent = false;
  const device = fakeDevice({ toDevice: (bytes) => (silent ? [] : [bytes]) });
  const client = new DeviceClient(device, quick);
  await client.hello();
  await client.run(Uint8Array.of(1, 1), 'sample 0');
  silent = true;
  const pending = client.run(Uint8Array.of(2, 2), 'sample 1');
  setTimeout(() => {
    device.reset();
    silent = false;
  }, 20);
  t.deepEqual((await pending).outputs, Int32Array.of(4, -2));
});

test('A reset is one, however many requests the device refuses until it is greeted again.', async (t) => {
  const device = fakeDevice({ toHost: (bytes) => [bytes, bytes] });
  const client = new DeviceClient(device, quick);
  await client.hello();
  device.reset();
  const answer = await client.run(Uint8Array.of(1, 2), 'sample 0');
  t.deepEqual(answer.outputs, Int32Array.of(2, -2));
  t.is(client.troubles.resets, 1);
});

test('A late answer to an earlier request is not taken for the present one.', async (t) => {
  const device = fakeDevice();
  const client = new DeviceClient(device, quick);
  await client.hello();
  const stale = encodeFrame({
    type: frameTypes.run | 0x80,
    sequence: 200,
    payload: Buffer.alloc(12),
  });
  const pending = client.run(Uint8Array.of(3, 4), 'sample 0');
  device.babble(stale);
  t.deepEqual((await pending).outputs, Int32Array.of(6, -4));
});

const failures: [
  code: string,
  words: RegExp,
  prepare: (device: FakeDevice) => void,
  options: Partial<FakeDeviceOptions>,
][] = [
  ['SB_DEVICE_SILENT', /to sample 3, asked \d+ times/, () => {}, { toHost: onlyHello() }],
  [
    'SB_DEVICE_GARBAGE',
    /to sample 3 with \d+ bytes/,
    () => {},
    { toHost: onlyHello(Buffer.from('Hello, I am another firmware.\r\n')) },
  ],
  [
    'SB_DEVICE_VANISHED',
    /to sample 3 \(unplugged\)/,
    (device) => device.vanish('unplugged'),
    { toHost: onlyHello() },
  ],
  [
    'SB_DEVICE_FAULT',
    /pc=0x00000124/,
    (device) => device.babble(encodeFrame(faultFrame())),
    { toHost: onlyHello() },
  ],
];

for (const [code, words, prepare, options] of failures) {
  test(`${code} names the sample that was under way.`, async (t) => {
    const device = fakeDevice(options);
    const client = new DeviceClient(device, { ...quick, timeoutMs: 40 });
    await client.hello();
    const pending = client.run(Uint8Array.of(1, 2), 'sample 3');
    prepare(device);
    const error = await t.throwsAsync(pending, { instanceOf: SoftbitError });
    t.is(error.code, code);
    t.regex(error.message, words);
  });
}

async function runUnderFaults(
  t: ExecutionContext,
  fault: (typeof lineFaults)[number][1],
): Promise<void> {
  const random = generator(42);
  let inferences = 0;
  const device = fakeDevice({
    toDevice: fault(random),
    toHost: fault(random),
    infer: (input) => {
      inferences++;
      return Int32Array.of(input[0] + 1, input[1]);
    },
  });
  const client = new DeviceClient(device, { ...quick, timeoutMs: 5000 });
  await client.hello();
  for (let sample = 0; sample < 200; sample++) {
    const { outputs } = await client.run(Uint8Array.of(sample, 255 - sample), `sample ${sample}`);
    t.deepEqual(outputs, Int32Array.of(sample + 1, 255 - sample));
  }
  t.is(inferences, 200, 'no inference is run twice');
}

function onlyHello(instead?: Buffer): (bytes: Buffer) => Buffer[] {
  const helloAnswer = frameTypes.hello | 0x80;
  return (bytes) => (bytes[2] === helloAnswer ? [bytes] : instead ? [instead] : []);
}

function faultFrame() {
  const payload = Buffer.alloc(36);
  payload.writeUInt32LE(4, 0);
  payload.writeUInt32LE(0x124, 4 + 6 * 4);
  return { type: frameTypes.error, sequence: 0, payload };
}
