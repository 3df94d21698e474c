import { SoftbitError } from '../../codegen/index.js';

export function floatLayer(name: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_EXPORT_FLOAT',
    message: `Layer "${name}" is not quantized (32 bits), and the integer model has no float. Give it 1–8 bits: take it out of "exclude", or change its bits.`,
    exitCode: 4,
  });
}

export function notQuantized(name: string, className: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_EXPORT_LAYER',
    message: `Layer "${name}" (${className}) has no integer form where it stands. Export takes models that quantizeModel has made.`,
    exitCode: 4,
  });
}

export function notFinite(name: string, what: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_EXPORT_NOT_FINITE',
    message: `Layer "${name}" has ${what} that is not a finite number, so the training has diverged. Train again with a lower learning rate.`,
    exitCode: 1,
  });
}

export function rangeTooSmall(name: string, steps: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_EXPORT_RANGE',
    message: `The output of layer "${name}" reaches ${steps.toExponential(1)} steps of its quantizer, more than 64-bit requantization can hold. Its range has shrunk to nothing; calibrate again or lower the quantizers' learning rate.`,
    exitCode: 4,
  });
}

export function classesMismatch(classes: number, outputs: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_EXPORT_CLASSES',
    message: `${classes} class names were given for a model with ${outputs} outputs. Give one name for each output, or none.`,
    exitCode: 2,
  });
}
