import test from 'ava';
import { parseLayer } from './layer-spec.js';

const rows: [text: string, layer: object][] = [
  ['dense:1x1x64', { op: 'dense', height: 1, width: 1, inputs: 64 }],
  [
    'conv2d:32x24x16-8,k3,s2,d2,g4,w1,a2,o3',
    {
      op: 'conv2d',
      height: 32,
      width: 24,
      inputs: 16,
      outputs: 8,
      kernel: [3, 3],
      stride: 2,
      dilation: 2,
      groups: 4,
      weightBits: 1,
      inputBits: 2,
      outputBits: 3,
    },
  ],
  [
    'conv2d:5x5x1,k1x7,residual',
    { op: 'conv2d', height: 5, width: 5, inputs: 1, kernel: [1, 7], residual: true },
  ],
  [
    'avgpool:8x8x64,oint',
    { op: 'averagePool', height: 8, width: 8, inputs: 64, outputBits: undefined },
  ],
];

for (const [text, layer] of rows) {
  test(`"${text}" is a layer.`, (t) => t.deepEqual(parseLayer(text) as object, layer));
}

for (const text of [
  'conv3d:1x1x1',
  'conv2d:0x1x1',
  'conv2d:1x1',
  'dense:1x1x1,w9',
  'dense:1x1x1,x',
]) {
  test(`"${text}" is refused with what is right.`, (t) => {
    t.throws(() => parseLayer(text), { message: /Give OP|none of what may follow/ });
  });
}
