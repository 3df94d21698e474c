import * as tf from '@tensorflow/tfjs';

/** Not a literal in `import()`: the optional package may be absent when TypeScript compiles. */
const nativePackage: string = '@tensorflow/tfjs-node';

/**
 * Loads the TensorFlow C library through tfjs-node, which registers itself in the tfjs-core that
 * the trainer imports. Rejects when the package or its compiled binding is missing.
 */
export async function loadNative(): Promise<void> {
  quietTensorFlow();
  await import(nativePackage);
  if (!(await tf.setBackend('tensorflow'))) {
    throw new Error('tfjs-node loaded, but its backend could not be made the current one.');
  }
}

/** The C++ library reads the variable as it is loaded and otherwise reports its CPU features. */
function quietTensorFlow(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
}
