import {
  bands,
  bins,
  coefficients,
  featureScale,
  fftSize,
  leastHertz,
  mostHertz,
  sampleRate,
  windowSamples,
} from './mfcc-format.js';

/** The integers that the front end multiplies with; its README says what each stands for. */
export interface MfccTables {
  /** Periodic Hann window in 15 fractional bits. */
  readonly hann: readonly number[];
  /** sin(2πi/512) in 14 fractional bits, three quarters of a turn: the cosine begins at 128. */
  readonly sine: readonly number[];
  /** Of bins 0 to 127: the band on whose rising side the bin lies. */
  readonly risingBand: readonly number[];
  /** Its weight in that band in 15 fractional bits; the band below has the rest. */
  readonly risingWeight: readonly number[];
  /** log2(1 + i/128) in 16 fractional bits. */
  readonly logarithm: readonly number[];
  /** Coefficient after coefficient: cosine, ln 2 and the feature's scale in 15 fractional bits. */
  readonly cosine: readonly number[];
}

export const mfccTables: MfccTables = {
  hann: table(windowSamples, (i) => 2 ** 14 * (1 - Math.cos((2 * Math.PI * i) / windowSamples))),
  sine: table((fftSize * 3) / 4, (i) => 2 ** 14 * Math.sin((2 * Math.PI * i) / fftSize)),
  risingBand: table(bins, (bin) => Math.floor(bandPosition(bin))),
  risingWeight: table(bins, (bin) => 2 ** 15 * (bandPosition(bin) % 1)),
  logarithm: table(129, (i) => 2 ** 16 * Math.log2(1 + i / 128)),
  cosine: table(coefficients * bands, (i) => {
    const [coefficient, band] = [Math.floor(i / bands), i % bands];
    const angle = (Math.PI * coefficient * (band + 0.5)) / bands;
    return (2 ** 15 * 2 * Math.cos(angle) * Math.LN2) / Math.sqrt(2 * bands) / featureScale;
  }),
};

function table(length: number, value: (index: number) => number): number[] {
  return Array.from({ length }, (_, index) => Math.round(value(index)) + 0);
}

/** In band widths above the lower edge of the lowest triangle; bin 0 counts nowhere. */
function bandPosition(bin: number): number {
  if (bin === 0) return 0;
  const [least, most] = [mel(leastHertz), mel(mostHertz)];
  return ((mel((bin * sampleRate) / fftSize) - least) / (most - least)) * (bands + 1);
}

function mel(hertz: number): number {
  return 1127 * Math.log(1 + hertz / 700);
}
