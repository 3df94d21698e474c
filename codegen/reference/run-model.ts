import { inputMismatch } from '../errors.js';
import { elementCount, findTensor, type GraphNode, type Model } from '../model/graph.js';
import type { Values } from '../ops/op.js';
import { opOf } from '../ops/registry.js';
import { greatestCode } from '../ops/requantize.js';

/**
 * The integer reference: runs a model on input codes and gives every tensor's values. Written for
 * clarity; generated C on every architecture gives these integers.
 *
 * @param inputCodes height · width · channels codes of the input tensor
 * @returns values by tensor name, the input's included
 * @throws SB_INPUT where count or range of the codes do not fit
 * @example
 * const logits = runModel(model, codes).get(model.output);
 */
export function runModel(model: Model, inputCodes: Uint8Array): Map<string, Values> {
  checkInput(model, inputCodes);
  const values = new Map<string, Values>([[model.input.tensor, Int32Array.from(inputCodes)]]);
  for (const node of model.nodes) values.set(node.output, runNode(model, node, values));
  return values;
}

/** Runs one node on given input values: a layer on its own, as agreement checks need it. */
export function runNode(
  model: Pick<Model, 'tensors'>,
  node: GraphNode,
  values: ReadonlyMap<string, Values>,
): Values {
  const inputs = node.inputs.map((name) => ({
    tensor: findTensor(model, name),
    values: values.get(name) ?? missing(name),
  }));
  return opOf(node).execute(node, { inputs, output: findTensor(model, node.output) });
}

/** Codes of raw input bytes, as the model's preprocessing says. */
export function preprocess(model: Model, bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte >> model.input.preprocessing.shift);
}

/** Index of the greatest value, the first among equals, as the generated C finds it. */
export function argmax(values: Values): number {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

function checkInput(model: Model, codes: Uint8Array): void {
  const tensor = findTensor(model, model.input.tensor);
  const count = elementCount(tensor.shape);
  if (codes.length !== count) {
    throw inputMismatch(
      model.name,
      `${codes.length} codes for an input of ${tensor.shape.join('×')}`,
    );
  }
  const greatest = greatestCode(tensor);
  const at = codes.findIndex((code) => code > greatest);
  if (at >= 0) throw inputMismatch(model.name, `code ${codes[at]} at ${at} is above ${greatest}`);
}

function missing(name: string): never {
  throw new Error(`no values for tensor ${name}`);
}
