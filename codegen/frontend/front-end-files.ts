import { arrayLines } from '../model-view/c-literals.js';
import type { IntegerType } from '../kernels/kernel.js';
import { frontEndMismatch, unknownFrontEnd } from '../errors.js';
import { findTensor, type CodeTensor, type Model } from '../model/graph.js';
import type { GeneratedFile } from '../project/target.js';
import { renderTemplate } from '../render/render-template.js';
import { toolVersion } from '../tool-version.js';
import * as format from './mfcc-format.js';
import { mfccTables, type MfccTables } from './mfcc-tables.js';

const elementTypes: Readonly<Record<keyof MfccTables, IntegerType>> = {
  hann: 'uint16_t',
  sine: 'int16_t',
  risingBand: 'uint8_t',
  risingWeight: 'uint16_t',
  logarithm: 'int32_t',
  cosine: 'int16_t',
};

/** What can stand before a model; adding one is a line here. */
const frontEnds: Readonly<Record<string, () => GeneratedFile[]>> = { mfcc: mfccFiles };

export const frontEndNames = Object.keys(frontEnds);

/**
 * The files of a front end that makes a model's input of raw data.
 *
 * @throws SB_FRONT_END where there is none of that name, or the model takes other features
 */
export function frontEndFiles(name: string, model: Model): GeneratedFile[] {
  if (!Object.hasOwn(frontEnds, name)) throw unknownFrontEnd(name, frontEndNames);
  const { shape, ...input } = findTensor(model, model.input.tensor) as CodeTensor;
  const found = `${shape.join('×')} codes of ${input.bits} bits with zero point ${input.zeroPoint}`;
  const wanted = `${format.frames}×${format.coefficients}×1 codes of 8 bits with zero point ${format.featureZeroPoint}`;
  if (found !== wanted) throw frontEndMismatch(name, found, wanted);
  return frontEnds[name]();
}

/** The MFCC front end as C99 that stands for itself. */
export function mfccFiles(): GeneratedFile[] {
  const tables = Object.entries(elementTypes).map(([name, type]) => {
    return [name, arrayLines({ type, numbers: mfccTables[name as keyof MfccTables] })];
  });
  const view = {
    version: toolVersion,
    samples: format.clipSamples,
    features: format.frames * format.coefficients,
    scratchBytes: 2 * 4 * format.fftSize + 8 * (format.bands + 2),
    window: format.windowSamples,
    step: format.stepSamples,
    ...format,
    ...(Object.fromEntries(tables) as Record<string, string[]>),
  };
  return ['h', 'c'].map((ending) => ({
    path: `frontend/softbit_mfcc.${ending}`,
    contents: renderTemplate(`frontend/softbit_mfcc.${ending}.hbs`, view),
  }));
}
