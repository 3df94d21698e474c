/** Figures of MLPerf Tiny's keyword front end. */
export const sampleRate = 16_000;
/** Samples that one call takes: a second. */
export const clipSamples = 16_000;
/** 30 ms windows every 20 ms. */
export const windowSamples = 480;
export const stepSamples = 320;
export const frames = 49;
export const fftSize = 512;
/** Triangles from 20 to 4000 Hz. */
export const bands = 40;
export const leastHertz = 20;
export const mostHertz = 4000;
export const coefficients = 10;
/** One step of a feature, and the byte that stands for 0: int8 zero point 83 counted from −128. */
export const featureScale = 0.584_702_9;
export const featureZeroPoint = 83 + 128;
/** Bins from 1 up to here lie below 4000 Hz. */
export const bins = (mostHertz * fftSize) / sampleRate;
