import type { Board } from './board-schema.js';

/**
 * Whether flash methods and USB ids of a board are told apart, and fit its memory.
 *
 * @returns a sentence for each problem
 */
export function checkTools({ flash, usb, memory }: Board): string[] {
  const methods = flash?.methods ?? [];
  const addresses = methods.flatMap((method) => {
    if (method.method === 'st-flash') return [method.address];
    return method.method === 'bossac' ? [method.offset] : [];
  });
  const start = memory?.boot?.origin ?? memory?.flash.origin;
  return [
    ...repeated(methods.map(({ method }) => method)).map(
      (method) => `flash.methods names ${method} twice.`,
    ),
    ...repeated(usb.map(({ vendor, product }) => `${vendor}:${product}`)).map(
      (id) => `usb names ${id} twice.`,
    ),
    ...addresses
      .filter((address) => address !== start)
      .map((address) => `flash.methods writes to ${hex(address)}, the program is elsewhere.`),
  ];
}

function repeated(items: readonly string[]): string[] {
  return items.filter((item, index) => items.indexOf(item) !== index);
}

function hex(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}
