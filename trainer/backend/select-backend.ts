import * as tf from '@tensorflow/tfjs';
import { backendUnavailable, unknownBackend } from './errors.js';
import { loadNative } from './native/load-native.js';
import { loadWasm } from './wasm/load-wasm.js';

export const backendNames = ['native', 'wasm', 'cpu'] as const;

export type BackendName = (typeof backendNames)[number];

export interface BackendChoice {
  readonly name: BackendName;
  /** One line for the user: which backend it is and what speed to expect of it. */
  readonly line: string;
}

export interface SelectBackendOptions {
  /** Take this one or fail. Default: the SOFTBIT_BACKEND variable, else the fastest that loads. */
  readonly prefer?: BackendName | undefined;
  /** Threads of the native library, which has to be loaded for the first time. Default: all cores. */
  readonly threads?: number | undefined;
}

interface Backend {
  /** Registers the backend's kernels in tfjs-core and makes it current; rejects where it cannot. */
  readonly load: (threads?: number) => Promise<void>;
  readonly line: string;
}

/** Fastest first: this is the order in which they are tried. */
const backends: Record<BackendName, Backend> = {
  native: {
    load: loadNative,
    line: 'TensorFlow backend: native (tfjs-node), the full training speed.',
  },
  wasm: {
    load: loadWasm,
    line: 'TensorFlow backend: WASM, expect training to take about 3 times as long as on native; "npm run setup" tries to install native.',
  },
  cpu: {
    load: async () => {
      await tf.setBackend('cpu');
    },
    line: 'TensorFlow backend: plain JavaScript, expect training to take more than 100 times as long as on native; "npm run setup" tries to install native.',
  },
};

/**
 * Picks the TensorFlow.js backend and makes it current, so that every other module may simply
 * `import * as tf from '@tensorflow/tfjs'`. It must be awaited before the first tensor is made.
 * A later call with the same outcome costs nothing.
 *
 * @throws SoftbitError `SB_BACKEND_UNKNOWN` for a name that is none, `SB_BACKEND_UNAVAILABLE` when
 * the backend that was asked for does not load. Without a preference it falls back and never throws.
 * @example
 * const { name, line } = await selectBackend();
 * console.error(line);
 */
export async function selectBackend({
  prefer = preferenceFromEnvironment(),
  threads,
}: SelectBackendOptions = {}): Promise<BackendChoice> {
  silenceChatter();
  if (prefer !== undefined) return forceBackend(prefer, threads);
  for (const name of backendNames) {
    if (await loads(name, threads)) return choice(name);
  }
  throw new Error('The cpu backend is part of tfjs and always loads.');
}

function preferenceFromEnvironment(): BackendName | undefined {
  const name = process.env['SOFTBIT_BACKEND'];
  if (name === undefined || name === '') return undefined;
  return checkedName(name);
}

function checkedName(name: string): BackendName {
  const known = backendNames.find((candidate) => candidate === name);
  if (known === undefined) throw unknownBackend(name, backendNames);
  return known;
}

async function forceBackend(prefer: string, threads?: number): Promise<BackendChoice> {
  const name = checkedName(prefer);
  try {
    await backends[name].load(threads);
  } catch (error) {
    throw backendUnavailable(name, error);
  }
  return choice(name);
}

async function loads(name: BackendName, threads?: number): Promise<boolean> {
  try {
    await backends[name].load(threads);
    return true;
  } catch {
    return false;
  }
}

function choice(name: BackendName): BackendChoice {
  return { name, line: backends[name].line };
}

/** In production mode tfjs neither greets on stderr nor recommends another package. */
function silenceChatter(): void {
  tf.env().set('PROD', true);
}
