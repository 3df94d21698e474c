import { EventEmitter } from 'node:events';
import test from 'ava';
import { waitForBoth } from './wait-for-both.js';

const readable = 1;
const writable = 2;

/** Records what it is told to wait for. */
class RecordingPoller extends EventEmitter {
  readonly waits: number[] = [];

  poll(events = 0): void {
    this.waits.push(events);
  }
}

function patched(): RecordingPoller {
  const poller = new RecordingPoller();
  waitForBoth(poller);
  return poller;
}

test('a write that waits for room is not forgotten when somebody waits to read', (t) => {
  const poller = patched();
  poller.poll(writable);
  poller.poll(readable);
  t.deepEqual(poller.waits, [writable, writable | readable]);
});

test('what has come true is waited for no longer', (t) => {
  const poller = patched();
  poller.poll(writable);
  poller.emit('writable', null);
  poller.poll(readable);
  t.deepEqual(poller.waits, [writable, readable]);
});

test('who asks again while he is told waits again', (t) => {
  const poller = patched();
  poller.poll(readable);
  poller.once('readable', () => poller.poll(readable));
  poller.emit('readable', null);
  poller.poll(writable);
  t.deepEqual(poller.waits, [readable, readable, readable | writable]);
});
