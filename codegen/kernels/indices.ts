/** What a template repeats so many times, by number. */
export function indices(count: number): { readonly index: number }[] {
  return Array.from({ length: count }, (_, index) => ({ index }));
}
