import { elementCount, type CodeTensor } from '../../model/graph.js';
import type { KernelSource, Layer } from '../kernel.js';
import { field } from '../layer-fields.js';

/** Ends a model whose output is codes: callers always get 32-bit integers. No node of the graph. */
export function widenSource({ bits }: CodeTensor): KernelSource {
  return {
    symbol: `softbit_widen_a${bits}_portable`,
    template: 'kernels/portable/widen.c.hbs',
    view: { activation: { bits } },
  };
}

export function widenLayer({ shape }: CodeTensor): Layer {
  return {
    type: 'softbit_widen_layer',
    fields: [field('count', 'uint32_t', elementCount(shape))],
  };
}
