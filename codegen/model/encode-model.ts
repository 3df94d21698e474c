import { createHash } from 'node:crypto';
import type { GraphNode, Model, Requantization, Weights } from './graph.js';
import { packCodes } from './packing.js';
import { schemaVersion, type ModelFile, type NodeRecord, type Section } from './schema.js';

export interface EncodedModel {
  readonly json: string;
  readonly weights: Uint8Array;
}

/** Lays a model out as the two files' contents. The same model gives the same bytes. */
export function encodeModel(model: Model): EncodedModel {
  const store = new SectionWriter();
  const nodes = model.nodes.map((node) => encodeNode(node, store));
  const weights = store.bytes();
  const file: ModelFile = {
    format: 'softbit',
    version: schemaVersion,
    name: model.name,
    input: model.input,
    output: model.output,
    classes: [...model.classes],
    tensors: model.tensors.map((tensor) => ({ ...tensor, shape: [...tensor.shape] })),
    nodes,
    weights: { bytes: weights.length, sha256: createHash('sha256').update(weights).digest('hex') },
    provenance: model.provenance,
  };
  return { json: JSON.stringify(file, null, 1) + '\n', weights };
}

function encodeNode(node: GraphNode, store: SectionWriter): NodeRecord {
  const record: Record<string, unknown> = { ...node };
  if ('weights' in node) {
    record.weights = encodeWeights(node.weights, store);
    record.requantize = encodeRequantization(node.requantize, store);
  }
  if ('bias' in node) record.bias = node.bias.toString();
  if ('multipliers' in node) record.multipliers = [...node.multipliers];
  return record as NodeRecord;
}

function encodeWeights(weights: Weights, store: SectionWriter) {
  return { ...weights, codes: store.add(packCodes(weights.codes, weights.bits)) };
}

function encodeRequantization(requantization: Requantization, store: SectionWriter) {
  if (requantization.kind === 'thresholds') {
    return {
      kind: requantization.kind,
      thresholds: store.add(int32Bytes(requantization.thresholds)),
    };
  }
  const { kind, shift, multipliers, biases, residualMultipliers } = requantization;
  return {
    kind,
    shift,
    multipliers: store.add(int32Bytes(multipliers)),
    biases: store.add(int64Bytes(biases)),
    ...(residualMultipliers && { residualMultipliers: store.add(int32Bytes(residualMultipliers)) }),
  };
}

/** Little endian whatever the machine: the file is portable. */
function int32Bytes(values: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setInt32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}

function int64Bytes(values: BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => view.setBigInt64(index * 8, value, true));
  return new Uint8Array(view.buffer);
}

class SectionWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  add(part: Uint8Array): Section {
    const section = { offset: this.#length, bytes: part.length };
    this.#parts.push(part);
    this.#length += part.length;
    return section;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }
}
