export { evaluate } from './evaluate.js';
export { writeAtomically } from './write-atomically.js';
export {
  phases,
  readHistory,
  type EpochRecord,
  type PhaseName,
  type QuantizerRecord,
} from './history.js';
export { describeProgress, progressReporter, type ReportStream } from './progress-reporter.js';
export type { Progress, ProgressListener } from './progress.js';
export { demoEpochs, recipeFor, weightDecayFor, type RecipeForOptions } from './recipe-for.js';
export { networkRecipes, type PhaseRecipe, type QuantizedRecipe, type Recipe } from './recipes.js';
export { recipeStyleNames, type RecipeStyleName } from './recipe-styles.js';
export { overrideRecipe } from './override-recipe.js';
export {
  applyTrainedWeights,
  readTrainedWeights,
  trainedWeightsFile,
  type TrainedWeights,
} from './trained-weights.js';
export { trainNetwork, type TrainingResult } from './train.js';
export type { StepResult } from './compute-gradients.js';
export { startFloatPhase, startQuantizedPhase } from './start-phase.js';
export type { Phase } from './phase.js';
export type { TrainingOptions } from './training-options.js';
export type { Accuracies } from './accuracies.js';
export { stepWithTeam, type TeamStep } from './workers/step-with-team.js';
export { Team } from './workers/team.js';
