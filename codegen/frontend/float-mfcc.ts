import {
  bands,
  coefficients,
  featureScale,
  featureZeroPoint,
  fftSize,
  frames,
  leastHertz,
  mostHertz,
  sampleRate,
  stepSamples,
  windowSamples,
} from './mfcc-format.js';

/**
 * The front end as MLPerf Tiny's training script computes it, in floats and by the definitions, for
 * tests to compare the integers with: samples relative to the loudest, magnitudes, triangles of the
 * mel scale, natural logarithm, orthonormal cosine transform.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/keyword_spotting/get_dataset.py
 */
export function floatMfcc(samples: Int16Array): Uint8Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, sample), 1);
  const features = Array.from({ length: frames }, (_, frame) => {
    const start = frame * stepSamples;
    const window = Float64Array.from(
      samples.subarray(start, start + windowSamples),
      (sample) => sample / loudest,
    );
    const levels = bandSums(magnitudes(window)).map((sum) => Math.log(sum + 1e-6));
    return Array.from({ length: coefficients }, (__, index) => quantized(levels, index));
  });
  return Uint8Array.from(features.flat());
}

function magnitudes(samples: Float64Array): number[] {
  return Array.from({ length: fftSize / 2 + 1 }, (_, bin) => {
    let [re, im] = [0, 0];
    samples.forEach((sample, index) => {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples);
      const angle = (2 * Math.PI * ((bin * index) % fftSize)) / fftSize;
      re += sample * hann * Math.cos(angle);
      im -= sample * hann * Math.sin(angle);
    });
    return Math.hypot(re, im);
  });
}

function bandSums(spectrum: readonly number[]): number[] {
  const mel = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);
  const [least, most] = [mel(leastHertz), mel(mostHertz)];
  const width = (most - least) / (bands + 1);
  return Array.from({ length: bands }, (_, band) => {
    const centre = least + (band + 1) * width;
    return spectrum.reduce((sum, magnitude, bin) => {
      const distance = Math.abs(mel((bin * sampleRate) / fftSize) - centre) / width;
      return bin === 0 ? sum : sum + magnitude * Math.max(0, 1 - distance);
    }, 0);
  });
}

function quantized(levels: readonly number[], index: number): number {
  const coefficient = levels.reduce(
    (sum, level, band) =>
      sum + (2 * level * Math.cos((Math.PI * index * (band + 0.5)) / bands)) / Math.sqrt(2 * bands),
    0,
  );
  const byte = Math.round(coefficient / featureScale) + featureZeroPoint;
  return Math.min(Math.max(byte, 0), 255);
}
