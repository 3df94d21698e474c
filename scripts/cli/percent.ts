/** A share as people read it: 0.98765 → `98.77 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
