import test from 'ava';
import { DeviceClient } from './device-client.js';
import { FakeDevice } from './fake-device.js';
import type { Transport } from './transport.js';

const quick = { helloMs: 5, firstInferenceMs: 5, soundMs: 5, lossyMs: 5, timeoutMs: 2000 };

/** A line whose device takes in some bytes each millisecond, but nothing while it pauses. */
class SlowLine implements Transport {
  readonly #device: FakeDevice;
  readonly #ticks: NodeJS.Timeout;
  #waiting = Buffer.alloc(0);
  #takenUntil = performance.now();

  constructor(device: FakeDevice, bytesPerMs: number) {
    this.#device = device;
    this.#ticks = setInterval(() => this.#take(bytesPerMs), 1);
  }

  pause(milliseconds: number): void {
    this.#takenUntil = performance.now() + milliseconds;
  }

  write(bytes: Buffer): Promise<void> {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    return Promise.resolve();
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#device.onData(listener);
  }

  onEnd(listener: (reason: string) => void): void {
    this.#device.onEnd(listener);
  }

  close(): Promise<void> {
    clearInterval(this.#ticks);
    return Promise.resolve();
  }

  #take(bytesPerMs: number): void {
    const elapsedMs = performance.now() - this.#takenUntil;
    if (elapsedMs <= 0) return;
    this.#takenUntil = performance.now();
    const count = Math.ceil(elapsedMs * bytesPerMs);
    const taken = this.#waiting.subarray(0, count);
    this.#waiting = this.#waiting.subarray(count);
    if (taken.length > 0) void this.#device.write(taken);
  }
}

test('A device catches up with what was repeated while it paused.', async (t) => {
  const device = new FakeDevice({
    modelHash: 'ab'.repeat(32),
    inputBytes: 2,
    outputCount: 1,
    infer: (input) => Int32Array.of(input[0] + input[1]),
  });
  const line = new SlowLine(device, 10);
  const client = new DeviceClient(line, quick);
  t.teardown(() => client.close());
  await client.hello();
  line.pause(300);
  for (let sample = 0; sample < 6; sample++) {
    const { outputs } = await client.run(Uint8Array.of(sample, 4), `sample ${sample}`);
    t.deepEqual(outputs, Int32Array.of(sample + 4));
  }
});
