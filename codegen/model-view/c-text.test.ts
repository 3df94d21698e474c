import test from 'ava';
import { arrayLines, cLiteral } from './c-literals.js';
import { CNames } from './c-names.js';

const literals = [
  { type: 'uint8_t', number: 255, expected: '255u' },
  { type: 'uint32_t', number: 4_294_967_295, expected: '4294967295u' },
  { type: 'int32_t', number: -5, expected: '-5' },
  { type: 'int32_t', number: -(2 ** 31), expected: '(-2147483647 - 1)' },
  { type: 'int64_t', number: 5n, expected: '5LL' },
  { type: 'int64_t', number: -(2n ** 63n), expected: '(-9223372036854775807LL - 1)' },
] as const;

for (const { type, number, expected } of literals) {
  test(`${number} as ${type} is ${expected}`, (t) => {
    t.is(cLiteral({ type, number }), expected);
  });
}

test('arrays wrap at 100 columns with their indentation and lose no element', (t) => {
  const numbers = Int32Array.from({ length: 200 }, (_, index) => index * -1234);
  const lines = arrayLines({ type: 'int32_t', numbers });
  t.true(lines.every((line) => line.length <= 96));
  t.deepEqual(lines.join(' ').split(', ').map(parseFloat), [...numbers]);
});

test('names that become equal identifiers are told apart', (t) => {
  const names = new CNames();
  t.is(names.claim('softbit_net_a.b', 'weights'), 'softbit_net_a_b_weights');
  t.is(names.claim('softbit_net_a/b', 'weights'), 'softbit_net_a_b_2_weights');
  t.is(names.claim('softbit_net_a-b', 'weights'), 'softbit_net_a_b_3_weights');
});

test('a node’s name cannot run into another one’s suffix', (t) => {
  const names = new CNames();
  t.is(names.claim('net_x_residual', 'multipliers'), 'net_x_residual_multipliers');
  t.is(names.claim('net_x', 'residual_multipliers'), 'net_x_2_residual_multipliers');
});
