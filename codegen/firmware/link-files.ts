import { elementCount, findTensor } from '../model/graph.js';
import { modelExceedsLink } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import { answersMlperf, type FirmwareContext } from './firmware-context.js';
import type { TemplateFile } from './template-file.js';

/** Longest answer in one frame, and longest input in 65,535 blocks of 16 bytes; see `PROTOCOL.md`. */
const LARGEST_ANSWER = 32_766;
const LARGEST_INPUT = 65_535 * 16;

/**
 * Bytes of an input that one frame carries at most. A longer frame would save little: of a thousand
 * bytes a frame's other 13 are hundredths. It would cost RAM, and rarely pass a noisy line.
 */
const LONGEST_PIECE = 1024;

/** Stands before a piece and says which it is. */
const PIECE_HEAD_BYTES = 2;

/** Answers that the device keeps: `SB_ANSWERS_KEPT`. */
const ANSWERS_KEPT = 2;

/** The parser also takes requests that are a little too long, to be able to say so. */
const SMALLEST_BUFFER = 64;

/** Bytes of a frame besides its payload: start, type, sequence number, length, two checksums. */
const FRAME_OVERHEAD = 11;

const names = [
  'crc32.h',
  'crc32.c',
  'little_endian.h',
  'little_endian.c',
  'frame_parser.h',
  'frame_parser.c',
  'frame_writer.h',
  'frame_writer.c',
  'errors.h',
  'errors.c',
  'inference.h',
  'inference.c',
  'input_loader.h',
  'input_loader.c',
  'requests.h',
  'requests.c',
];

/**
 * The device's end of the link and the main loop, the same on every target.
 *
 * @throws SB_MODEL_LINK where the model's input or output is longer than the link can carry
 */
export function linkFiles(context: FirmwareContext): TemplateFile[] {
  const view = { version: toolVersion, answersText: answersMlperf(context) };
  return [
    { path: 'firmware/main.c', template: 'main.c.hbs', view },
    { path: 'firmware/dispatcher.h', template: 'dispatcher.h.hbs', view },
    { path: 'firmware/dispatcher.c', template: 'dispatcher.c.hbs', view },
    modelBinding(context),
    frameHeader(payloadBytes(context)),
    ...names.map(linkFile),
  ];
}

/** What start-up code needs to tell of a fault, which it does in a frame of the link. */
const faultNames = names.filter((name) =>
  /^(?:crc32|little_endian|frame_writer|errors)\./.test(name),
);

/**
 * A main loop without the link's frames, and so without their limit: raw inputs in, raw outputs out.
 * A profiler feeds it, in an emulator that loses nothing.
 */
export function profileFiles(context: FirmwareContext): TemplateFile[] {
  const view = { version: toolVersion };
  return [
    { path: 'firmware/main.c', template: 'profile_main.c.hbs', view },
    modelBinding(context),
    frameHeader(SMALLEST_BUFFER),
    ...faultNames.map(linkFile),
  ];
}

function modelBinding(context: FirmwareContext): TemplateFile {
  return {
    path: 'firmware/model_binding.h',
    template: 'model_binding.h.hbs',
    view: modelBindingView(context),
  };
}

function frameHeader(bytes: number): TemplateFile {
  const view = { version: toolVersion, payloadBytes: bytes };
  return { path: 'firmware/link/frame.h', template: 'link/frame.h.hbs', view };
}

function linkFile(name: string): TemplateFile {
  const view = { version: toolVersion };
  return { path: `firmware/link/${name}`, template: `link/${name}.hbs`, view };
}

/** RAM of the link's buffers: the frame being received, the answers being kept, an input as text. */
export function linkBufferBytes(context: FirmwareContext): number {
  const answerBytes = ANSWERS_KEPT * (4 + 4 * outputCount(context));
  const stagedBytes = answersMlperf(context) ? context.generated.memory.inputBytes : 0;
  return FRAME_OVERHEAD + payloadBytes(context) + answerBytes + stagedBytes;
}

function payloadBytes(context: FirmwareContext): number {
  const { inputBytes } = context.generated.memory;
  const answerBytes = 4 + 4 * outputCount(context);
  if (inputBytes > LARGEST_INPUT) {
    throw modelExceedsLink(context.model.name, 'input', inputBytes, LARGEST_INPUT);
  }
  if (answerBytes > LARGEST_ANSWER) {
    throw modelExceedsLink(context.model.name, 'output', answerBytes, LARGEST_ANSWER);
  }
  return Math.max(PIECE_HEAD_BYTES + Math.min(inputBytes, LONGEST_PIECE), SMALLEST_BUFFER);
}

interface ModelBindingView {
  readonly version: string;
  readonly header: string;
  readonly prefix: string;
  readonly inputBytes: number;
  readonly outputCount: number;
  /** Of eight bytes each. */
  readonly hashLines: readonly string[];
}

function modelBindingView(context: FirmwareContext): ModelBindingView {
  const { interface: api, memory } = context.generated;
  const bytes = api.modelHash.match(/../g) ?? [];
  const hashLines = [0, 8, 16, 24].map((from) =>
    bytes
      .slice(from, from + 8)
      .map((byte) => `0x${byte}u,`)
      .join(' '),
  );
  return {
    version: toolVersion,
    header: api.header,
    prefix: api.prefix,
    inputBytes: memory.inputBytes,
    outputCount: outputCount(context),
    hashLines,
  };
}

function outputCount({ model }: FirmwareContext): number {
  return elementCount(findTensor(model, model.output).shape);
}
