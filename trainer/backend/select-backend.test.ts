import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';

const run = promisify(execFile);
const backendModule = new URL('./index.js', import.meta.url).href;

/** A backend stays loaded for the life of its process, so each row has a process of its own. */
const script = `
  import * as tf from '@tensorflow/tfjs';
  import { selectBackend } from '${backendModule}';
  try {
    const { name, line } = await selectBackend();
    const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
    console.log(JSON.stringify({ name, line, current: tf.getBackend(), product }));
  } catch ({ code, exitCode, message }) {
    console.log(JSON.stringify({ code, exitCode, message }));
  }
`;

/** Makes the native package look as though it were not installed. */
const withoutNative = `data:text/javascript,${encodeURIComponent(`
  import Module from 'node:module';
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => {
    if (name.includes('tfjs-node')) throw new Error('no such package');
    return resolve(name, ...rest);
  };
`)}`;

interface Row {
  readonly title: string;
  readonly backend?: string;
  readonly node?: readonly string[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const rows: readonly Row[] = [
  {
    title: 'The WASM backend is taken when SOFTBIT_BACKEND asks for it.',
    backend: 'wasm',
    expected: { name: 'wasm', current: 'wasm', product: 11 },
  },
  {
    title: 'The cpu backend is taken when SOFTBIT_BACKEND asks for it.',
    backend: 'cpu',
    expected: { name: 'cpu', current: 'cpu', product: 11 },
  },
  {
    title: 'Without the native package the choice falls on WASM.',
    node: ['--import', withoutNative],
    expected: { name: 'wasm', current: 'wasm', product: 11 },
  },
  {
    title: 'Asking for native without its package is a coded error.',
    backend: 'native',
    node: ['--import', withoutNative],
    expected: { code: 'SB_BACKEND_UNAVAILABLE', exitCode: 3 },
  },
  {
    title: 'An unknown SOFTBIT_BACKEND is a coded error.',
    backend: 'gpu',
    expected: { code: 'SB_BACKEND_UNKNOWN', exitCode: 2 },
  },
];

for (const { title, backend, node = [], expected } of rows) {
  test(title, async (t) => {
    const { result, stderr } = await selectIn(node, backend);
    t.like(result, expected);
    t.is(stderr, '', 'tfjs must not greet on stderr');
    if (result['name'] !== undefined) t.regex(String(result['line']), /^TensorFlow backend: .+$/);
  });
}

test('The native backend registers in the tfjs that the trainer imports.', async (t) => {
  const { result, stderr } = await selectIn([], 'native');
  if (result['code'] === 'SB_BACKEND_UNAVAILABLE') return skip(t, 'native is not installed');
  t.like(result, { name: 'native', current: 'tensorflow', product: 11 });
  t.is(stderr, '', 'the C library must not greet on stderr');
});

async function selectIn(
  node: readonly string[],
  backend = '',
): Promise<{ result: Record<string, unknown>; stderr: string }> {
  const { stdout, stderr } = await run(
    process.execPath,
    [...node, '--input-type=module', '--eval', script],
    { env: { ...process.env, SOFTBIT_BACKEND: backend }, cwd: import.meta.dirname },
  );
  return { result: JSON.parse(stdout) as Record<string, unknown>, stderr };
}

function skip(t: ExecutionContext, reason: string): void {
  t.log(`Skipped: ${reason}.`);
  t.pass();
}
