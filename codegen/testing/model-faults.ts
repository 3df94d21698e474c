/** One way to spoil the JSON file of `everyOpModel`. */
export interface Fault {
  readonly title: string;
  readonly code: string;
  /** What the message must name. */
  readonly names: string;
  /** Path of the altered value in the JSON file, and its new value or how it changes. */
  readonly at: string;
  readonly to: unknown;
}

const fieldFaults: readonly Omit<Fault, 'code'>[] = [
  { title: 'another format', names: 'format', at: 'format', to: 'onnx' },
  { title: 'a newer version', names: 'version', at: 'version', to: 2 },
  { title: 'a name in capitals', names: 'name', at: 'name', to: 'Net' },
  { title: 'a misspelt field', names: 'root', at: 'clases', to: [] },
  { title: 'a missing field', names: 'output', at: 'output', to: undefined },
  { title: 'no node', names: 'nodes', at: 'nodes', to: [] },
  {
    title: 'an unknown op',
    names: 'nodes.0',
    at: 'nodes.0.op',
    to: 'softmax',
  },
  {
    title: 'codes of 9 bits',
    names: 'tensors.0.bits',
    at: 'tensors.0.bits',
    to: 9,
  },
  {
    title: 'a dimension of a million',
    names: 'tensors.0.shape.0',
    at: 'tensors.0.shape.0',
    to: 1_000_000,
  },
  {
    title: 'a fractional stride',
    names: 'nodes.0.strides.0',
    at: 'nodes.0.strides.0',
    to: 1.5,
  },
  {
    title: 'a shift of 63',
    names: 'nodes.1.requantize.shift',
    at: 'nodes.1.requantize.shift',
    to: 63,
  },
  {
    title: 'a bias that is no integer',
    names: 'nodes.2.bias',
    at: 'nodes.2.bias',
    to: '1e3',
  },
  {
    title: 'a bias beyond 64 bits',
    names: 'nodes.2.bias',
    at: 'nodes.2.bias',
    to: '9999999999999999999',
  },
  {
    title: 'a section beyond the end of the weights',
    names: 'nodes.0.weights.codes',
    at: 'nodes.0.weights.codes.offset',
    to: 1_000_000,
  },
  {
    title: 'a section that is too short for its shape',
    names: 'nodes.0.weights.codes',
    at: 'nodes.0.weights.codes.bytes',
    to: (old: number) => old - 1,
  },
  {
    title: 'a section of broken integers',
    names: 'nodes.1.requantize.biases',
    at: 'nodes.1.requantize.biases.bytes',
    to: (old: number) => old - 1,
  },
];

const graphFaults: readonly Omit<Fault, 'code'>[] = [
  {
    title: 'an input that is not declared',
    names: '"nowhere"',
    at: 'input.tensor',
    to: 'nowhere',
  },
  {
    title: 'an output that nothing produces',
    names: '"nowhere"',
    at: 'output',
    to: 'nowhere',
  },
  {
    title: 'a tensor declared twice',
    names: '"in"',
    at: 'tensors',
    to: (old: object[]) => [...old, old[0]],
  },
  {
    title: 'a tensor that nothing produces',
    names: '"orphan"',
    at: 'tensors',
    to: (old: object[]) => [...old, { ...old[0], name: 'orphan' }],
  },
  {
    title: 'two nodes of one name',
    names: '"first"',
    at: 'nodes.1.name',
    to: 'first',
  },
  {
    title: 'a zero point beyond the codes',
    names: '"in"',
    at: 'tensors.0.zeroPoint',
    to: 16,
  },
  {
    title: 'class names that do not fit the outputs',
    names: '1 class names for 3 outputs',
    at: 'classes',
    to: ['one'],
  },
  {
    title: 'a tensor of more elements than any device holds',
    names: '"in"',
    at: 'tensors.0.shape',
    to: [65_536, 65_536, 4],
  },
];

const nodeFaults: readonly Omit<Fault, 'code'>[] = [
  {
    title: 'a shape that does not follow from the op',
    names: '"first"',
    at: 'tensors.1.shape',
    to: [3, 4, 2],
  },
  {
    title: 'understated accumulator bounds',
    names: 'its accumulator is stated as',
    at: 'nodes.0.accumulator.max',
    to: (old: number) => old - 1,
  },
  {
    title: 'weights beyond 8 bits and a sign',
    names: 'its weights reach',
    at: 'nodes.0.weights.step',
    to: 200,
  },
  {
    title: 'groups that do not divide the channels',
    names: '2 groups of 3 inputs',
    at: 'nodes.0.groups',
    to: 2,
  },
  {
    title: 'a window larger than the input',
    names: 'does not fit into',
    at: 'nodes.0.dilations',
    to: [9, 9],
  },
  {
    title: 'reading a tensor before it is produced',
    names: 'before it is produced',
    at: 'nodes',
    to: (old: object[]) => old.reverse(),
  },
  {
    title: 'a residual without multipliers for it',
    names: 'come together or not at all',
    at: 'nodes.1.requantize.residualMultipliers',
    to: undefined,
  },
  {
    title: 'thresholds that descend',
    names: 'is below the one before it',
    at: 'nodes.0.requantize.thresholds.offset',
    to: (old: number) => old + 4,
  },
  {
    title: 'an add of different shapes',
    names: 'its inputs are',
    at: 'nodes.2.inputs',
    to: ['b', 'in'],
  },
  {
    title: 'an add with a multiplier too few',
    names: 'multipliers has 2 entries, not 3',
    at: 'nodes.2.inputs',
    to: ['b', 'a', 'a'],
  },
  {
    title: 'padding as large as its pool',
    names: 'as large as the window',
    at: 'nodes.4',
    to: (old: object) => ({
      ...old,
      strides: [9, 9],
      padding: { top: 2, bottom: 0, left: 0, right: 0 },
    }),
  },
  {
    title: 'a max pool that changes bits',
    names: 'are its input’s',
    at: 'tensors.4.bits',
    to: 3,
  },
  {
    title: 'an output beyond 32 bits',
    names: 'beyond 32 bits',
    at: 'nodes.5.requantize.shift',
    to: 0,
  },
];

/** Every check of loading has at least one row. */
export const modelFaults: readonly Fault[] = [
  ...fieldFaults.map((fault) => ({ ...fault, code: 'SB_MODEL_FIELD' })),
  ...graphFaults.map((fault) => ({ ...fault, code: 'SB_MODEL_GRAPH' })),
  ...nodeFaults.map((fault) => ({ ...fault, code: 'SB_MODEL_NODE' })),
];
