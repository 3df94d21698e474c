import { SoftbitError } from '../../codegen/index.js';

export function unknownNetwork(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_NETWORK_UNKNOWN',
    message: `There is no network "${name}". Give --model one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function inputTooSmall(name: string, shape: readonly number[], least: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_NETWORK_INPUT',
    message: `Images of ${shape.join('×')} are too small for ${name}, which takes at least ${least}×${least}. Choose another network, or larger images.`,
    exitCode: 2,
  });
}
