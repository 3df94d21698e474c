import { SoftbitError } from '../../codegen/index.js';

export function unknownNetwork(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_NETWORK_UNKNOWN',
    message: `There is no network "${name}". Give --model one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}
