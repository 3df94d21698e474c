import { SoftbitError } from '../../codegen/index.js';

export function cardInvalid(file: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_ZOO_CARD',
    message: `${file} is no card of the model zoo: ${problem}. Make it anew with "softbit zoo add".`,
  });
}

export function modelNotInZoo(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_ZOO_NAME',
    message: `The zoo has no model "${name}". It has ${known.join(', ')}.`,
  });
}

export function runIncomplete(folder: string, missing: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_ZOO_RUN',
    message: `${folder} holds no finished training that the zoo can take: ${missing}. Give the --out folder of a "softbit train" that has ended.`,
  });
}
