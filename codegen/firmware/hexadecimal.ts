/** An address as manuals print it: `0x40004000`. */
export function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
