import * as tf from '@tensorflow/tfjs';

/** A model without its weights, as plain data. */
export interface ModelDescription {
  readonly topology: tf.io.ModelJSON['modelTopology'];
  /** The variables' names, moving averages included, in the model's order. */
  readonly variables: readonly string[];
}

export interface RebuiltModel {
  readonly model: tf.LayersModel;
  /** In the described model's order, which where paths branch need not be this one's. */
  readonly variables: readonly tf.LayerVariable[];
}

export function describeModel(model: tf.LayersModel): ModelDescription {
  return {
    topology: model.toJSON(null, false) as object,
    variables: model.weights.map(({ originalName }) => originalName),
  };
}

/**
 * Makes a described model anew; its weights are whatever its initializers give.
 *
 * @throws Error for a class of layers that is not registered in this process
 */
export async function rebuildModel({
  topology,
  variables: names,
}: ModelDescription): Promise<RebuiltModel> {
  const model = await tf.models.modelFromJSON({ modelTopology: topology } as tf.io.ModelJSON);
  const byName = new Map(model.weights.map((variable) => [variable.originalName, variable]));
  if (byName.size !== names.length) throw new Error('its variables do not have names of their own');
  return { model, variables: names.map((name) => found(byName, name)) };
}

function found(byName: ReadonlyMap<string, tf.LayerVariable>, name: string): tf.LayerVariable {
  const variable = byName.get(name);
  if (!variable) throw new Error(`its variable ${name} is not in the topology`);
  return variable;
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
