import type { Shape } from '../../trainer/index.js';

const ramp = ' .:-=+*#%@';

/** An image as text: two rows of pixels a line, since letters are twice as high as wide. */
export function asciiImage(image: Uint8Array, [height, width, channels]: Shape): string {
  const lines = Array.from({ length: Math.ceil(height / 2) }, (_, line) =>
    Array.from({ length: width }, (__, column) => {
      const rows = [2 * line, Math.min(2 * line + 1, height - 1)];
      const pixels = rows.flatMap((row) => {
        const at = (row * width + column) * channels;
        return [...image.subarray(at, at + channels)];
      });
      const grey = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
      return ramp[Math.min(Math.floor((grey * ramp.length) / 256), ramp.length - 1)];
    })
      .join('')
      .trimEnd(),
  );
  return lines.join('\n');
}
