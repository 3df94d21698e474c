/**
 * C identifiers for names that may hold any letters, digits and `_ . / -`: other characters become
 * `_`, and a name that is then taken gets a number. The same names in the same order give the same
 * identifiers.
 */
export class CNames {
  readonly #taken = new Set<string>();

  /**
   * @example
   * new CNames().claim('softbit_net_block.1/conv', 'weights'); // softbit_net_block_1_conv_weights
   */
  claim(stem: string, end: string): string {
    for (let attempt = 1; ; attempt++) {
      const name = sanitize(`${stem}${attempt === 1 ? '' : `_${attempt}`}_${end}`);
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** Letters, digits and `_` only. */
export function sanitize(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}
