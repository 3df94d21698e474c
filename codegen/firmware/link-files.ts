import { elementCount, findTensor } from '../model/graph.js';
import { modelExceedsLink } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import { answersMlperf, type FirmwareContext } from './firmware-context.js';
import type { TemplateFile } from './template-file.js';

/** Longest payload that the link carries in either direction; `PROTOCOL.md` of the device link. */
const LARGEST_PAYLOAD = 32_768;

/** The parser also takes requests that are a little too long, to be able to say so. */
const SMALLEST_BUFFER = 64;

/** Bytes of a frame besides its payload: start, type, sequence number, length, checksum. */
const FRAME_OVERHEAD = 10;

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
  'requests.h',
  'requests.c',
];

/**
 * The device's end of the link and the main loop, the same on every target.
 *
 * @throws SB_MODEL_LINK where the model's input or output is longer than a frame
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

/** RAM of the link's buffers: the frame being received, the answer being kept, an input as text. */
export function linkBufferBytes(context: FirmwareContext): number {
  const stagedBytes = answersMlperf(context) ? context.generated.memory.inputBytes : 0;
  return FRAME_OVERHEAD + payloadBytes(context) + 4 + 4 * outputCount(context) + stagedBytes;
}

function payloadBytes(context: FirmwareContext): number {
  const { inputBytes } = context.generated.memory;
  const answerBytes = 4 + 4 * outputCount(context);
  if (inputBytes > LARGEST_PAYLOAD) {
    throw modelExceedsLink(context.model.name, 'input', inputBytes, LARGEST_PAYLOAD);
  }
  if (answerBytes > LARGEST_PAYLOAD) {
    throw modelExceedsLink(context.model.name, 'output', answerBytes, LARGEST_PAYLOAD);
  }
  return Math.max(inputBytes, SMALLEST_BUFFER);
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
