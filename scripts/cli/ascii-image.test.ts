import test from 'ava';
import { asciiImage } from './ascii-image.js';

const rows = [
  { title: 'black and white', pixels: [0, 255, 0, 255], shape: [2, 2, 1], text: ' @' },
  { title: 'means of two rows', pixels: [0, 255, 255, 255], shape: [2, 2, 1], text: '=@' },
  { title: 'an odd last row', pixels: [255, 128, 255], shape: [3, 1, 1], text: '#\n@' },
  { title: 'means of colours', pixels: [255, 0, 0, 0, 0, 0], shape: [1, 2, 3], text: '-' },
] as const;

for (const { title, pixels, shape, text } of rows) {
  test(`An image of ${title} is the text of its greys.`, (t) => {
    t.is(asciiImage(Uint8Array.from(pixels), shape), text);
  });
}
