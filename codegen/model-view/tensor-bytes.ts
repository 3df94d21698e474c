import { elementCount, type Tensor } from '../model/graph.js';
import { packedByteCount } from '../model/packing.js';

/** Bytes of a tensor in the arena: packed codes or 32-bit integers. */
export function tensorBytes(tensor: Tensor): number {
  const count = elementCount(tensor.shape);
  return tensor.type === 'codes' ? packedByteCount(count, tensor.bits) : count * 4;
}
