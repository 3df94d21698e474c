/** One row of the comparison with the reference backend: shapes of the inputs, and attributes. */
export interface KernelCase {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Integer inputs that cannot be random, by name. */
  readonly indices?: Readonly<Record<string, readonly number[]>>;
  readonly attrs: object;
}

interface ConvRow {
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number;
}

const convRows: readonly ConvRow[] = [
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 4], strides: [1, 1], pad: 'same' },
  { x: [3, 8, 8, 4], filter: [3, 3, 4, 8], strides: [2, 2], pad: 'same' },
  { x: [2, 8, 8, 4], filter: [3, 3, 4, 5], strides: [2, 2], pad: 'valid' },
  { x: [2, 9, 7, 3], filter: [1, 1, 3, 6], strides: [2, 2], pad: 'same' },
  { x: [1, 9, 7, 2], filter: [5, 3, 2, 3], strides: [1, 1], pad: 'valid' },
  { x: [2, 10, 11, 1], filter: [4, 2, 1, 7], strides: [3, 2], pad: 'same' },
  { x: [2, 10, 11, 3], filter: [2, 2, 3, 1], strides: [3, 3], pad: 'valid' },
  { x: [5, 7, 7, 2], filter: [3, 3, 2, 2], strides: [1, 1], pad: 1 },
  { x: [1, 1, 1, 5], filter: [1, 1, 5, 3], strides: [1, 1], pad: 'valid' },
  { x: [1, 4, 4, 2], filter: [2, 2, 2, 2], strides: [1, 1], pad: 2 },
  { x: [2, 9, 7, 3], filter: [3, 3, 3, 16], strides: [1, 1], pad: 'same' },
  { x: [3, 8, 8, 8], filter: [3, 3, 8, 8], strides: [2, 2], pad: 'same' },
  { x: [2, 10, 11, 6], filter: [2, 4, 6, 8], strides: [3, 2], pad: 'valid' },
];

const depthwiseRows: readonly ConvRow[] = [
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 1], strides: [1, 1], pad: 'same' },
  { x: [3, 9, 7, 4], filter: [3, 3, 4, 1], strides: [2, 2], pad: 'same' },
  { x: [2, 8, 9, 2], filter: [2, 3, 2, 3], strides: [2, 1], pad: 'valid' },
  { x: [1, 10, 4, 1], filter: [10, 4, 1, 8], strides: [2, 2], pad: 'same' },
  { x: [2, 5, 5, 5], filter: [3, 3, 5, 2], strides: [1, 1], pad: 1 },
];

/** Every kernel of the registry has its rows here; the test fails for one that has none. */
export const kernelCases: Readonly<Record<string, readonly KernelCase[]>> = {
  BatchMatMul: [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB) =>
      [[], [3], [2, 2]].map((batch) => ({
        inputs: {
          a: [...batch, ...(transposeA ? [5, 7] : [7, 5])],
          b: [...batch, ...(transposeB ? [3, 5] : [5, 3])],
        },
        attrs: { transposeA, transposeB },
      })),
    ),
  ),
  Conv2DBackpropFilter: convRows.map((row) => ({
    inputs: { x: row.x, dy: outputShape(row, row.filter[3]) },
    attrs: { ...convAttributes(row), filterShape: row.filter },
  })),
  Conv2DBackpropInput: convRows.map((row) => ({
    inputs: { dy: outputShape(row, row.filter[3]), filter: row.filter },
    attrs: { ...convAttributes(row), inputShape: row.x },
  })),
  DepthwiseConv2dNativeBackpropFilter: depthwiseRows.map((row) => ({
    inputs: { x: row.x, dy: outputShape(row, row.filter[2] * row.filter[3]) },
    attrs: { ...convAttributes(row), filterShape: row.filter },
  })),
  DepthwiseConv2dNativeBackpropInput: depthwiseRows.map((row) => ({
    inputs: { dy: outputShape(row, row.filter[2] * row.filter[3]), filter: row.filter },
    attrs: { ...convAttributes(row), inputShape: row.x },
  })),
  Identity: [
    { inputs: { x: [2, 3] }, attrs: {} },
    { inputs: { x: [] }, attrs: {} },
  ],
  Tile: [
    { inputs: { x: [5] }, attrs: { reps: [3] } },
    { inputs: { x: [1, 1, 1, 6] }, attrs: { reps: [4, 3, 2, 1] } },
    { inputs: { x: [2, 3, 4] }, attrs: { reps: [2, 1, 3] } },
    { inputs: { x: [2, 3] }, attrs: { reps: [1, 1] } },
    { inputs: { x: [2, 3] }, attrs: { reps: [0, 2] } },
    { inputs: { x: [] }, attrs: { reps: [] } },
  ],
  UnsortedSegmentSum: [
    { inputs: { x: [4] }, indices: { segmentIds: [2, 0, 2, 1] }, attrs: { numSegments: 3 } },
    { inputs: { x: [5, 3] }, indices: { segmentIds: [0, 0, 0, 4, 1] }, attrs: { numSegments: 6 } },
    { inputs: { x: [3, 2, 2] }, indices: { segmentIds: [1, -1, 1] }, attrs: { numSegments: 2 } },
  ],
};

function convAttributes({ strides, pad }: ConvRow): object {
  return { strides, pad, dataFormat: 'NHWC', dilations: [1, 1] };
}

function outputShape(row: ConvRow, channels: number): number[] {
  return [row.x[0], outputSize(row, 0), outputSize(row, 1), channels];
}

function outputSize({ x, filter, strides, pad }: ConvRow, axis: 0 | 1): number {
  const size = x[axis + 1];
  const stride = strides[axis];
  if (pad === 'same') return Math.ceil(size / stride);
  const padding = pad === 'valid' ? 0 : 2 * pad;
  return Math.floor((size + padding - filter[axis]) / stride) + 1;
}
