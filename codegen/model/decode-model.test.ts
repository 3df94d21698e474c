import test from 'ava';
import type { SoftbitError } from '../softbit-error.js';
import { everyOpModel } from '../testing/every-op-model.js';
import { modelFaults } from '../testing/model-faults.js';
import { randomModel } from '../testing/random-model.js';
import { decodeModel } from './decode-model.js';
import { encodeModel } from './encode-model.js';
import type { Model } from './graph.js';
import { modelHash } from './model-hash.js';

test('300 random models come back from their files as they were', (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const model = randomModel(seed);
    t.deepEqual(decode(encodeModel(model)), model, `seed ${seed}`);
  }
});

test('the same model gives the same bytes and hash, another one gives others', (t) => {
  t.deepEqual(encodeModel(randomModel(9)), encodeModel(randomModel(9)));
  t.is(modelHash(randomModel(9)), modelHash(randomModel(9)));
  t.not(modelHash(randomModel(9)), modelHash(randomModel(10)));
  t.regex(modelHash(randomModel(9)), /^[0-9a-f]{64}$/);
});

const base = everyOpModel();

for (const { title, at, to, code, names } of modelFaults) {
  test(`${title} is ${code} and names ${names}`, (t) => {
    const { json, weights } = encodeModel(base);
    const file: unknown = JSON.parse(json);
    alter(file, at.split('.'), to);
    const error = t.throws<SoftbitError>(() => decode({ json: JSON.stringify(file), weights }));
    t.is(error.code, code, error.message);
    t.is(error.exitCode, 4);
    t.true(error.message.includes(names), error.message);
  });
}

test('one altered bit of the weights is SB_MODEL_WEIGHTS', (t) => {
  const { json, weights } = encodeModel(base);
  for (const position of [0, weights.length >> 1, weights.length - 1]) {
    const altered = weights.with(position, weights[position] ^ 1);
    const error = t.throws<SoftbitError>(() => decode({ json, weights: altered }));
    t.is(error.code, 'SB_MODEL_WEIGHTS');
    t.true(error.message.includes('weights.sha256'));
  }
});

test('weights that are longer than stated are SB_MODEL_WEIGHTS', (t) => {
  const { json, weights } = encodeModel(base);
  const longer = Uint8Array.of(...weights, 0);
  const error = t.throws<SoftbitError>(() => decode({ json, weights: longer }));
  t.true(error.message.includes('weights.bytes'));
});

test('any single field left out or made absurd gives a coded error, never a crash', (t) => {
  const { json, weights } = encodeModel(base);
  const paths = leafPaths(JSON.parse(json));
  t.true(paths.length > 100);
  for (const path of paths) {
    for (const value of [undefined, null, -1, 1e308, 'x', [], {}]) {
      const file: unknown = JSON.parse(json);
      alter(file, path, value);
      try {
        decode({ json: JSON.stringify(file), weights });
      } catch (error) {
        t.regex((error as SoftbitError).code ?? String(error), /^SB_MODEL_/, path.join('.'));
      }
    }
  }
});

function decode({ json, weights }: { json: string; weights: Uint8Array }): Model {
  return decodeModel({ file: 'test.softbit.json', json, weights });
}

/** Paths of all scalars. */
function leafPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}

/** Puts a value at a path, or what a function makes of the old one; undefined leaves it out. */
function alter(file: unknown, path: readonly string[], to: unknown): void {
  const parents = path.slice(0, -1);
  const parent = parents.reduce((at, key) => (at as Record<string, unknown>)[key], file);
  const record = parent as Record<string, unknown>;
  const last = path[path.length - 1];
  const value: unknown = isChange(to) ? to(record[last]) : to;
  if (value === undefined) delete record[last];
  else record[last] = value;
}

function isChange(to: unknown): to is (old: unknown) => unknown {
  return typeof to === 'function';
}
