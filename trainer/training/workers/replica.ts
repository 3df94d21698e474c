import type * as tf from '@tensorflow/tfjs';
import { computeGradients, type LossOptions } from '../compute-gradients.js';
import { penaltyOf, type PenaltyWeights } from '../penalty.js';
import type { Phase } from '../phase.js';
import type { Distillation } from '../recipes.js';
import { readWeights } from '../model-weights.js';
import { speedUp } from '../speed-up.js';
import type { ShardResult } from './average-shards.js';
import type { Shard } from './messages.js';
import {
  describeModel,
  rebuildModel,
  writeVariables,
  type ModelDescription,
} from './model-description.js';

/** Everything that a step depends on and that stays the same in a phase, as plain data. */
export interface ReplicaTask {
  readonly model: ModelDescription;
  /** Places of the variables that learn, in the optimizer's order. */
  readonly learning: readonly number[];
  /** Places of the others. */
  readonly averages: readonly number[];
  readonly labelSmoothing: number;
  readonly penaltyWeights?: PenaltyWeights | undefined;
  readonly teacher?: (Distillation & TaughtModel) | undefined;
}

interface TaughtModel {
  readonly model: ModelDescription;
  readonly weights: readonly Float32Array[];
}

export function describeTask(phase: Phase): ReplicaTask {
  const { model, optimizer, recipe, penaltyWeights, teacher } = phase;
  const variables = model.weights.map((variable) => variable.read());
  return {
    model: describeModel(model),
    learning: optimizer.parameters.map(({ variable }) => variables.indexOf(variable)),
    averages: model.nonTrainableWeights.map((variable) => model.weights.indexOf(variable)),
    labelSmoothing: recipe.labelSmoothing,
    penaltyWeights: penaltyWeights && {
      alphaPenalty: penaltyWeights.alphaPenalty,
      oscillationDamping: penaltyWeights.oscillationDamping,
    },
    teacher: teacher && {
      share: teacher.share,
      temperature: teacher.temperature,
      model: describeModel(teacher.model),
      weights: readWeights(teacher.model),
    },
  };
}

/** A phase's model in another process. */
export interface Replica {
  readonly model: tf.LayersModel;
  /** Leaves no tensor behind. */
  readonly compute: (shard: Shard) => ShardResult;
}

/** Makes the model of a task; what learns and the averages come with the first shard. */
export async function createReplica(task: ReplicaTask): Promise<Replica> {
  const { model, variables } = await rebuildModel(task.model);
  speedUp(model);
  const loss = {
    model,
    labelSmoothing: task.labelSmoothing,
    penalty: task.penaltyWeights && penaltyOf(model, task.penaltyWeights),
    teacher: await rebuildTeacher(task.teacher),
  };
  const learning = task.learning.map((place) => variables[place].read() as tf.Variable);
  const averages = task.averages.map((place) => variables[place]);
  const compute = ({ batch, progress, changed }: Shard): ShardResult => {
    writeVariables(variables, changed);
    const found = computeGradients({ ...loss, variables: learning, batch, progress });
    return { ...found, count: batch.count, averages: averages.map(readVariable) };
  };
  return { model, compute };
}

async function rebuildTeacher(teacher: ReplicaTask['teacher']): Promise<LossOptions['teacher']> {
  if (!teacher) return undefined;
  const { model, variables } = await rebuildModel(teacher.model);
  writeVariables(variables, teacher.weights);
  return { ...teacher, model };
}

function readVariable(variable: tf.LayerVariable): Float32Array {
  return variable.read().dataSync<'float32'>();
}
