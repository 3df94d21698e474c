import test from 'ava';
import { findTensor } from '../model/graph.js';
import { runModel } from '../reference/run-model.js';
import { SoftbitError } from '../softbit-error.js';
import { randomInput } from '../testing/random-model.js';
import { benchLayer, type BenchLayerOptions } from './bench-layer.js';

const plane = { height: 12, width: 10, inputs: 8, inputBits: 2, outputBits: 2 };

const layers: [options: BenchLayerOptions, shape: number[]][] = [
  [{ op: 'conv2d', ...plane }, [12, 10, 8]],
  [{ op: 'conv2d', ...plane, outputs: 6, stride: 2, kernel: [5, 1] }, [6, 5, 6]],
  [{ op: 'conv2d', ...plane, groups: 2, dilation: 2, weightBits: 4 }, [12, 10, 8]],
  [{ op: 'conv2d', ...plane, residual: true }, [12, 10, 8]],
  [{ op: 'conv2d', ...plane, outputBits: 8, weightBits: 1 }, [12, 10, 8]],
  [{ op: 'depthwise', ...plane, stride: 2 }, [6, 5, 8]],
  [{ op: 'dense', height: 1, width: 1, inputs: 64, outputs: 20, inputBits: 8 }, [1, 1, 20]],
  [{ op: 'maxPool', ...plane, kernel: [2, 2] }, [6, 5, 8]],
  [{ op: 'averagePool', ...plane }, [1, 1, 8]],
];

for (const [options, shape] of layers) {
  test(`A layer of ${JSON.stringify(options)} gives ${shape.join('×')} varied values.`, (t) => {
    const model = benchLayer(options);
    const output = findTensor(model, model.output);
    t.deepEqual([...output.shape], shape);
    t.is(output.type, options.op === 'dense' ? 'int32' : 'codes');
    t.is(model.nodes.length, 1);
    t.is(model.nodes[0].inputs.length, options.residual ? 2 : 1);
    const values = runModel(model, randomInput(3, model)).get(model.output)!;
    t.true(new Set(values).size > 1);
  });
}

const mistakes: [options: BenchLayerOptions, words: RegExp][] = [
  [{ op: 'conv2d', ...plane, groups: 3 }, /3 groups do not divide/],
  [{ op: 'conv2d', ...plane, residual: true, stride: 2 }, /not stride 2/],
  [{ op: 'conv2d', ...plane, residual: true, outputs: 4 }, /8 to 4 channels/],
];

for (const [options, words] of mistakes) {
  test(`A layer of ${JSON.stringify(options)} is refused.`, (t) => {
    const error = t.throws(() => benchLayer(options), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_BENCH_LAYER');
    t.regex(error.message, words);
  });
}
