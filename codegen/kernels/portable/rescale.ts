import { elementCount, type AddNode } from '../../model/graph.js';
import { add } from '../../ops/add.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { field } from '../layer-fields.js';
import { mayReplace } from '../replaceable.js';

/** Instructions on a Cortex-M4, counted in the compiled loop: two loads and an or; a byte stored. */
const PER_CODE = 3;
const PER_BYTE = 5;

/**
 * A sum of one: bytes become codes whose bits divide 8, each looked up among the 256 that the
 * arithmetic has, so that nothing is multiplied on the device.
 */
export const rescale: Kernel<AddNode> = {
  name: 'rescale',
  architecture: 'portable',
  op: 'add',

  accepts: (_, context) => {
    const { inputs, output } = context;
    if (inputs.length > 1 || inputs[0].bits !== 8 || output.type !== 'codes') return false;
    return 8 % output.bits === 0 && elementCount(output.shape) % codesInByte(context) === 0;
  },

  scratchBytes: () => 0,

  cost: (_, context) => bytesOf(context) * (PER_BYTE + codesInByte(context) * PER_CODE),

  replaceableInputs: (_, { inputs: [input], output }) => (mayReplace(input, output) ? [0] : []),

  source(_, context) {
    const bits = 8 / codesInByte(context);
    const codes = Array.from({ length: codesInByte(context) }, (__, index) => ({
      index,
      shift: index * bits,
    }));
    return {
      symbol: `softbit_add_a8_table${bits}_portable`,
      template: 'kernels/portable/rescale.c.hbs',
      view: { bits, codes, perByte: codes.length },
    };
  },

  layer(node, context) {
    const table = Uint8Array.from(tableOf(node, context));
    return {
      type: 'softbit_rescale_layer',
      fields: [
        field('bytes', 'uint32_t', bytesOf(context)),
        {
          name: 'table',
          value: { type: 'uint8_t', numbers: table, suffix: 'table', role: 'requantization' },
        },
      ],
    };
  },
};

/** What the op makes of each byte. */
function tableOf(node: AddNode, { inputs: [input], output }: KernelContext): Int32Array {
  const values = Int32Array.from({ length: 256 }, (_, code) => code);
  const shape = [1, 1, values.length] as const;
  const tensor = { ...input, shape };
  return add.execute(node, { inputs: [{ tensor, values }], output: { ...output, shape } });
}

function bytesOf(context: KernelContext): number {
  return elementCount(context.output.shape) / codesInByte(context);
}

function codesInByte({ output }: KernelContext): number {
  return output.type === 'codes' ? 8 / output.bits : 0;
}
