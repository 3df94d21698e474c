import * as tf from '@tensorflow/tfjs';

/** A model without its weights, as plain data. */
export interface ModelDescription {
  readonly topology: tf.io.ModelJSON['modelTopology'];
  /** The variables, moving averages included, in the model's order. */
  readonly variables: readonly { readonly name: string; readonly shape: number[] }[];
}

export interface RebuiltModel {
  readonly model: tf.LayersModel;
  /** In the described model's order, which where paths branch need not be this one's. */
  readonly variables: readonly tf.LayerVariable[];
}

export function describeModel(model: tf.LayersModel): ModelDescription {
  return {
    topology: model.toJSON(null, false),
    variables: model.weights.map(({ originalName: name, shape }) => ({
      name,
      shape: shape as number[],
    })),
  };
}

/**
 * Makes a described model anew, all zeros: initializers, and fitting ranges to what they give, may
 * take a minute, and tfjs leaves them out where weights are loaded.
 *
 * @throws Error for a class of layers that is not registered in this process
 */
export async function rebuildModel({
  topology,
  variables: described,
}: ModelDescription): Promise<RebuiltModel> {
  const weightSpecs = described.map((one) => ({ ...one, dtype: 'float32' as const }));
  const numbers = described.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
  const weightData = new ArrayBuffer(numbers * Float32Array.BYTES_PER_ELEMENT);
  const files = tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData });
  const model = await tf.loadLayersModel(files);
  const byName = new Map(model.weights.map((variable) => [variable.originalName, variable]));
  return { model, variables: described.map(({ name }) => byName.get(name)!) };
}

/** Overwrites variables. */
export function writeVariables(
  variables: readonly tf.LayerVariable[],
  values: readonly (Float32Array | undefined)[],
): void {
  tf.tidy(() => {
    for (const [place, value] of values.entries()) {
      const variable = variables[place];
      if (value) variable.write(tf.tensor(value, variable.shape as number[]));
    }
  });
}
