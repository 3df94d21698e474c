import { SoftbitError } from '../../codegen/index.js';

export function benchTargetMissing(): SoftbitError {
  return new SoftbitError({
    code: 'SB_BENCH_TARGET',
    message: 'Say what to measure: either --network or --layer, and not both.',
  });
}
