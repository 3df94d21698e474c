import { SoftbitError } from '../../codegen/index.js';

export function benchTargetMissing(): SoftbitError {
  return new SoftbitError({
    code: 'SB_BENCH_TARGET',
    message: 'Say what to measure: either --network or --layer, and not both.',
  });
}

export function kernelDisagrees(kernel: string, core: string, layer: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_KERNEL_DISAGREES',
    message: `The kernel ${kernel} on ${core} gives another output than the reference (${layer}), so that its cost means nothing. Run "npm test", which names the layer.`,
    exitCode: 1,
  });
}

export function noModels(patterns: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_NO_MODELS',
    message: `No model file matches ${patterns.map((pattern) => `"${pattern}"`).join(', ')}. Give --models files or globs such as "runs/**/*.softbit.json".`,
  });
}

export function flashSourceMissing(): SoftbitError {
  return new SoftbitError({
    code: 'SB_FLASH_SOURCE',
    message: 'Say what to flash: --model with a model file, --project with a generated project.',
  });
}

export function unknownClass(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_DATA_CLASS',
    message: `The data set has no class "${name}". Give --class one of ${known.join(', ')}.`,
  });
}
