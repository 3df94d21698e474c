import { createHash } from 'node:crypto';
import { invalidModelField, modelNotJson, weightsAltered } from '../errors.js';
import type { GraphNode, Model, Requantization, Weights } from './graph.js';
import { packedByteCount, unpackCodes } from './packing.js';
import { modelFileSchema, type ModelFile, type NodeRecord, type Section } from './schema.js';
import { verifyModel } from './verify-model.js';

export interface EncodedModelFiles {
  /** Name used in errors. */
  readonly file: string;
  readonly json: string;
  readonly weights: Uint8Array;
}

/**
 * Reads a model from the contents of its two files and proves it sound.
 *
 * @throws SB_MODEL_JSON, SB_MODEL_FIELD, SB_MODEL_WEIGHTS, SB_MODEL_GRAPH, SB_MODEL_NODE
 */
export function decodeModel({ file, json, weights }: EncodedModelFiles): Model {
  const record = parseModelFile(file, json);
  checkWeights(file.replace(/json$/, 'bin'), record, weights);
  const store = new SectionReader(file, weights);
  const { name, input, output, classes, tensors, provenance } = record;
  const nodes = record.nodes.map((node, index) => decodeNode(node, store, `nodes.${index}`));
  return verifyModel({ name, input, output, classes, tensors, provenance, nodes });
}

function parseModelFile(file: string, json: string): ModelFile {
  const result = modelFileSchema.safeParse(parseJson(file, json));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidModelField(file, issue.path.join('.') || '(root)', issue.message);
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw modelNotJson(file, error as Error);
  }
}

function checkWeights(file: string, { weights: expected }: ModelFile, actual: Uint8Array): void {
  if (actual.length !== expected.bytes) {
    throw weightsAltered(file, 'bytes', `${actual.length} bytes`, `${expected.bytes}`);
  }
  const sha256 = createHash('sha256').update(actual).digest('hex');
  if (sha256 !== expected.sha256) throw weightsAltered(file, 'sha256', sha256, expected.sha256);
}

function decodeNode(record: NodeRecord, store: SectionReader, field: string): GraphNode {
  switch (record.op) {
    case 'conv2d':
    case 'dense':
      return {
        ...record,
        weights: decodeWeights(record.weights, store, `${field}.weights.codes`),
        requantize: decodeRequantization(record.requantize, store, `${field}.requantize`),
      };
    case 'add':
      return {
        ...record,
        multipliers: Int32Array.from(record.multipliers),
        bias: store.int64(record.bias, `${field}.bias`),
      };
    case 'averagePool':
      return { ...record, bias: store.int64(record.bias, `${field}.bias`) };
    case 'maxPool':
      return record;
  }
}

type WeightsRecord = Extract<NodeRecord, { op: 'dense' }>['weights'];
type RequantizationRecord = Extract<NodeRecord, { op: 'dense' }>['requantize'];

function decodeWeights(record: WeightsRecord, store: SectionReader, field: string): Weights {
  const count = record.shape.reduce((product, size) => product * size);
  const packed = store.read(record.codes, packedByteCount(count, record.bits), field);
  return { ...record, codes: unpackCodes(packed, count, record.bits) };
}

function decodeRequantization(
  record: RequantizationRecord,
  store: SectionReader,
  field: string,
): Requantization {
  if (record.kind === 'thresholds') {
    return {
      kind: 'thresholds',
      thresholds: store.int32s(record.thresholds, `${field}.thresholds`),
    };
  }
  const { kind, shift, residualMultipliers } = record;
  return {
    kind,
    shift,
    multipliers: store.int32s(record.multipliers, `${field}.multipliers`),
    biases: store.int64s(record.biases, `${field}.biases`),
    ...(residualMultipliers && {
      residualMultipliers: store.int32s(residualMultipliers, `${field}.residualMultipliers`),
    }),
  };
}

const INT64_MAX = 2n ** 63n - 1n;

class SectionReader {
  readonly #file: string;
  readonly #view: DataView;

  constructor(file: string, bytes: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(section: Section, expectedBytes: number, field: string): Uint8Array {
    if (section.bytes !== expectedBytes) {
      throw invalidModelField(
        this.#file,
        field,
        `${section.bytes} bytes where ${expectedBytes} are needed`,
      );
    }
    return this.#bytes(section, field);
  }

  int32s(section: Section, field: string): Int32Array {
    const view = this.#elements(section, 4, field);
    return Int32Array.from({ length: section.bytes / 4 }, (_, index) =>
      view.getInt32(index * 4, true),
    );
  }

  int64s(section: Section, field: string): BigInt64Array {
    const view = this.#elements(section, 8, field);
    return BigInt64Array.from({ length: section.bytes / 8 }, (_, index) =>
      view.getBigInt64(index * 8, true),
    );
  }

  int64(text: string, field: string): bigint {
    const value = BigInt(text);
    if (value > INT64_MAX || value < -INT64_MAX) {
      throw invalidModelField(this.#file, field, `${text} does not fit 64 bits`);
    }
    return value;
  }

  #elements(section: Section, size: number, field: string): DataView {
    if (section.bytes % size !== 0) {
      throw invalidModelField(
        this.#file,
        field,
        `${section.bytes} bytes are no multiple of ${size}`,
      );
    }
    const bytes = this.#bytes(section, field);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #bytes({ offset, bytes }: Section, field: string): Uint8Array {
    if (offset + bytes > this.#view.byteLength) {
      throw invalidModelField(
        this.#file,
        field,
        `it ends at byte ${offset + bytes} of a ${this.#view.byteLength}-byte weights file`,
      );
    }
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + offset, bytes);
  }
}
