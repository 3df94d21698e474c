import { fixedFft, newSpectrum, reversedIndex, type Spectrum } from './fixed-fft.js';
import { fixedLog2 } from './fixed-logarithm.js';
import {
  bands,
  bins,
  clipSamples,
  coefficients,
  featureZeroPoint,
  frames,
  stepSamples,
  windowSamples,
} from './mfcc-format.js';
import { mfccTables } from './mfcc-tables.js';

const { hann, risingBand, risingWeight, cosine } = mfccTables;

/** A step of samples, windowed to 3 fractional bits, and of band weights. */
const fractionBits = 3 + 15;

/**
 * MLPerf Tiny's keyword features in integers, as `codegen/frontend/README.md` defines them and the
 * generated C computes them, bit for bit.
 *
 * @param samples a second at 16 kHz: 16,000 of 16 bits
 * @returns 49 × 10 bytes, frame after frame; byte 211 stands for 0
 * @example
 * const logits = runModel(model, mfcc(samples)).get(model.output);
 */
export function mfcc(samples: Int16Array): Uint8Array {
  if (samples.length !== clipSamples) throw new RangeError(`${samples.length} samples`);
  const loudest = samples.reduce((most, sample) => Math.max(most, sample), 1);
  const floor = ((loudest * 17_180) >> 16) + 1;
  const reference = fixedLog2(loudest) + fractionBits * 65_536;
  const features = new Uint8Array(frames * coefficients);
  const spectrum = newSpectrum();
  for (let frame = 0; frame < frames; frame++) {
    windowed(samples, frame * stepSamples, spectrum);
    fixedFft(spectrum);
    const levels = bandSums(spectrum).map((sum) => fixedLog2(sum + floor) - reference);
    for (let index = 0; index < coefficients; index++) {
      features[frame * coefficients + index] = featureOf(levels, index);
    }
  }
  return features;
}

function windowed(samples: Int16Array, start: number, { real, imaginary }: Spectrum): void {
  real.fill(0);
  imaginary.fill(0);
  for (let index = 0; index < windowSamples; index++) {
    real[reversedIndex[index]] = (samples[start + index] * hann[index] + 2048) >> 12;
  }
}

/** Every bin lies on the rising side of one triangle and on the falling side of the one below. */
function bandSums({ real, imaginary }: Spectrum): Float64Array {
  const sums = new Float64Array(bands + 2);
  for (let bin = 1; bin < bins; bin++) {
    const square = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
    const magnitude = Math.floor(Math.sqrt(square));
    sums[risingBand[bin]] += magnitude * (32_768 - risingWeight[bin]);
    sums[risingBand[bin] + 1] += magnitude * risingWeight[bin];
  }
  return sums.subarray(1, bands + 1);
}

function featureOf(levels: Float64Array, index: number): number {
  let sum = featureZeroPoint * 2 ** 31 + 2 ** 30;
  for (let band = 0; band < bands; band++) sum += levels[band] * cosine[index * bands + band];
  return Math.min(Math.max(Math.floor(sum / 2 ** 31), 0), 255);
}
