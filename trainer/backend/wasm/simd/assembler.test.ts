import test from 'ava';
import {
  add,
  addDoubles,
  advance,
  and,
  assemble,
  constant,
  defineFunction,
  div,
  floor,
  isGreater,
  isLess,
  load,
  loadSplat,
  max,
  min,
  mul,
  mulDoubles,
  repeatUntil,
  splat,
  store,
  sub,
  toDoubles,
  upperHalf,
  type Code,
  type Local,
} from './assembler.js';

interface Api {
  readonly Memory: new (limits: object) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Api };

const a = [1.5, -2.5, 8, 0];
const b = [2, 4, -0.5, 3];

const rows: readonly { title: string; code: (x: Local, y: Local) => Code; expected: number[] }[] = [
  { title: 'adds', code: (x, y) => add(load(x), load(y)), expected: [3.5, 1.5, 7.5, 3] },
  { title: 'subtracts', code: (x, y) => sub(load(x), load(y)), expected: [-0.5, -6.5, 8.5, -3] },
  { title: 'multiplies', code: (x, y) => mul(load(x), load(y)), expected: [3, -10, -4, 0] },
  { title: 'divides', code: (x, y) => div(load(x), load(y)), expected: [0.75, -0.625, -16, 0] },
  {
    title: 'takes the lesser',
    code: (x, y) => min(load(x), load(y)),
    expected: [1.5, -2.5, -0.5, 0],
  },
  { title: 'takes the greater', code: (x, y) => max(load(x), load(y)), expected: [2, 4, 8, 3] },
  { title: 'rounds down', code: (x) => floor(load(x)), expected: [1, -3, 8, 0] },
  {
    title: 'masks by less',
    code: (x, y) => and(load(x), isLess(load(x), load(y))),
    expected: [1.5, -2.5, 0, 0],
  },
  {
    title: 'masks by greater',
    code: (x, y) => and(load(x), isGreater(load(x), load(y))),
    expected: [0, 0, 8, 0],
  },
  { title: 'spreads one of memory', code: (x) => loadSplat(x, 8), expected: [8, 8, 8, 8] },
  { title: 'has constants', code: () => constant(-0.75), expected: [-0.75, -0.75, -0.75, -0.75] },
  { title: 'reads at an offset', code: (x) => load(x, 144), expected: [0, 0, 0, 0] },
];

for (const { title, code, expected } of rows) {
  test(`A function ${title} four at a time.`, (t) => {
    t.deepEqual([...run(code)], expected);
  });
}

test('Halves become doubles, which are added and multiplied.', (t) => {
  const sum = run((x, y) => addDoubles(toDoubles(load(x)), toDoubles(upperHalf(load(y)))));
  t.deepEqual([...new Float64Array(sum.buffer)], [1, 0.5]);
  const product = run((x, y) => mulDoubles(toDoubles(load(x)), toDoubles(load(y))));
  t.deepEqual([...new Float64Array(product.buffer)], [3, -10]);
});

test('A loop goes on to the end of a range, of whatever size.', (t) => {
  const { memory, exports } = moduleOf({
    fill: defineFunction({ from: 'i32', end: 'i32', value: 'f32' }, {}, ({ from, end, value }) =>
      repeatUntil(from, end, store(from, splat(value)), advance(from, 16)),
    ),
  });
  (exports as { fill: (...args: number[]) => void }).fill(160, 160 + 300 * 16, 7);
  const values = new Float32Array(memory.buffer);
  t.is(values.indexOf(7), 40);
  t.is(values.lastIndexOf(7), 40 + 1200 - 1);
});

/** What one expression over `a` and `b` gives. */
function run(code: (x: Local, y: Local) => Code): Float32Array {
  const { memory, exports } = moduleOf({
    run: defineFunction({ x: 'i32', y: 'i32', z: 'i32' }, {}, ({ x, y, z }) =>
      store(z, code(x, y)),
    ),
  });
  new Float32Array(memory.buffer).set([...a, ...b]);
  (exports as { run: (...args: number[]) => void }).run(0, 16, 32);
  return new Float32Array(memory.buffer.slice(32, 48));
}

function moduleOf(functions: Parameters<typeof assemble>[0]) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const program = new WebAssembly.Module(assemble(functions));
  return { memory, exports: new WebAssembly.Instance(program, { env: { memory } }).exports };
}
