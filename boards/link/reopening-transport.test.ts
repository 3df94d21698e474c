import test, { type ExecutionContext } from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { DeviceClient, type DeviceClientOptions } from './device-client.js';
import { FakeDevice } from './fake-device.js';
import { openReopening } from './reopening-transport.js';
import type { Transport } from './transport.js';

const quick: DeviceClientOptions = { helloMs: 5, firstInferenceMs: 5, soundMs: 5, lossyMs: 5 };

function fakeDevice(modelHash = 'ab'.repeat(32)): FakeDevice {
  const infer = (input: Buffer): Int32Array => Int32Array.of(input[0] + 1);
  return new FakeDevice({ modelHash, inputBytes: 1, outputCount: 1, infer });
}

/** A port behind which now this device is, now that, and now none. */
class Port {
  attempts = 0;
  device: FakeDevice | undefined;

  constructor(device: FakeDevice) {
    this.device = device;
  }

  open = (): Promise<Transport> => {
    this.attempts++;
    if (!this.device) return Promise.reject(new Error('no such port'));
    return Promise.resolve(this.device);
  };

  unplug(): void {
    const { device } = this;
    this.device = undefined;
    device!.vanish('unplugged');
  }
}

async function open(port: Port, patienceMs = 5000): Promise<DeviceClient> {
  const line = await openReopening({ open: port.open, patienceMs, firstDelayMs: 2 });
  const client = new DeviceClient(line, { ...quick, timeoutMs: 5000 });
  await client.hello();
  return client;
}

test('A port that vanishes and returns is opened again, and the sample goes on.', async (t) => {
  const device = fakeDevice();
  const port = new Port(device);
  const client = await open(port);
  await expectAnswer(t, client, 1);
  port.unplug();
  const pending = client.run(Uint8Array.of(2), 'sample 2');
  setTimeout(() => (port.device = device), 30);
  t.deepEqual([...(await pending).outputs], [3]);
  t.is(client.troubles.resets, 0, 'the device itself kept its power');
  t.true(port.attempts > 2, 'it was tried more than once');
  await client.close();
});

test('A board that was reset by the unplugging begins the sample anew.', async (t) => {
  const port = new Port(fakeDevice());
  const client = await open(port);
  await expectAnswer(t, client, 1);
  port.unplug();
  port.device = fakeDevice();
  await expectAnswer(t, client, 2);
  t.is(client.troubles.resets, 1);
  await client.close();
});

test('Another firmware behind the port that returns is an error.', async (t) => {
  const port = new Port(fakeDevice());
  const client = await open(port);
  port.unplug();
  port.device = fakeDevice('cd'.repeat(32));
  const error = await t.throwsAsync(client.run(Uint8Array.of(2), 'sample 2'), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_WRONG_FIRMWARE');
  await client.close();
});

test('A port that does not return is an error that names the sample.', async (t) => {
  const port = new Port(fakeDevice());
  const client = await open(port, 40);
  port.unplug();
  const error = await t.throwsAsync(client.run(Uint8Array.of(2), 'sample 7'), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_DEVICE_VANISHED');
  t.regex(error.message, /sample 7 \(unplugged; it did not return within 0\.04 s\)/);
});

test('A port that is closed is not opened again.', async (t) => {
  const port = new Port(fakeDevice());
  const client = await open(port);
  await client.close();
  port.unplug();
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.is(port.attempts, 1);
});

async function expectAnswer(t: ExecutionContext, client: DeviceClient, value: number) {
  const { outputs } = await client.run(Uint8Array.of(value), `sample ${value}`);
  t.deepEqual([...outputs], [value + 1]);
}
