import test from 'ava';
import { separation } from './separation.js';

for (const bytes of [1, 2, 4, 8]) {
  test(`sixteen groups of ${bytes} bytes come apart into their bytes`, (t) => {
    const vectors = new Map<string, number[]>();
    for (let index = 0; index < bytes; index++) {
      const first = 16 * index;
      vectors.set(
        `vector${index}`,
        Array.from({ length: 16 }, (_, lane) => first + lane),
      );
    }
    const { steps, bytes: named } = separation(bytes);
    for (const { name, half, a, b } of steps) {
      const both = [...vectors.get(a)!, ...vectors.get(b)!];
      vectors.set(
        name,
        both.filter((_, index) => index % 2 === half - 1),
      );
    }
    for (const { byte, name } of named) {
      const expected = Array.from({ length: 16 }, (_, group) => group * bytes + byte);
      t.deepEqual(vectors.get(name), expected);
    }
    t.is(named.length, bytes);
  });
}
