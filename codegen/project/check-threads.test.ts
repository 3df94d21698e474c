import test from 'ava';
import type { SoftbitError } from '../softbit-error.js';
import { bareMetalTarget, hostedTarget } from '../testing/example-targets.js';
import { randomModel } from '../testing/random-model.js';
import { generateProject } from './generate-project.js';
import type { Target } from './target.js';

const model = randomModel(5);
const withOwnStart: Target = { ...hostedTarget, hosted: { runtime: 'linux-arm' } };

for (const [what, target] of [
  ['bare metal', bareMetalTarget],
  ['a program without a C library', withOwnStart],
] as const) {
  test(`threads are refused for ${what}`, (t) => {
    const generate = (threads: number) => () => generateProject({ model, target, threads });
    t.is(t.throws<SoftbitError>(generate(2))?.code, 'SB_TARGET_THREADS');
    t.notThrows(generate(1));
  });
}

test('a program with threads is compiled and linked with them', (t) => {
  const makefileOf = (threads: number) =>
    generateProject({ model, target: hostedTarget, threads }).files.find(
      ({ path }) => path === 'Makefile',
    )!.contents;
  t.regex(makefileOf(2), /-pthread/);
  t.notRegex(makefileOf(1), /-pthread/);
});
