import type { EventEmitter } from 'node:events';

/** What serialport's bindings for Linux and macOS wait with until a port can be read or written. */
export interface Poller extends EventEmitter {
  poll(events?: number): void;
}

/** The bits of `poll`, by the event that tells that one has come true. */
const bits = { readable: 1, writable: 2, disconnect: 4 } as const;

/**
 * Makes a poller wait for all that was asked of it. By itself it waits for what was asked last: who
 * waits until the port can be read makes it forget a write that waits for room, which then stalls
 * for good unless the device happens to say something more.
 *
 * @example
 * waitForBoth(port.port.poller);
 */
export function waitForBoth(poller: Poller): void {
  const poll = poller.poll.bind(poller);
  let wanted = 0;
  for (const [event, bit] of Object.entries(bits)) {
    poller.on(event, () => void (wanted &= ~bit));
  }
  poller.poll = (events = 0) => {
    wanted |= events;
    poll(wanted);
  };
}
