import { dataFileInvalid } from '../errors.js';

const sampleRate = 16_000;

/** Format tags of WAVE files. */
const pcm = 1;
const muLaw = 7;
const extensible = 0xfffe;

/** A format chunk. */
interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

type Decoder = (data: Buffer) => Int16Array;

/** By format tag and bits. */
const decoders: Readonly<Record<string, Decoder>> = {
  [`${pcm}/16`]: (data) =>
    Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(2 * index)),
  [`${pcm}/8`]: (data) => Int16Array.from(data, (byte) => (byte - 128) << 8),
  [`${muLaw}/8`]: (data) => Int16Array.from(data, fromMuLaw),
};

/**
 * The samples of a WAV file of one channel at 16 kHz, PCM of 8 or 16 bits or µ-law.
 *
 * @throws SB_DATA_INVALID naming the file, the field and its value
 */
export function decodeWav(file: string, bytes: Buffer): Int16Array {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw dataFileInvalid(file, 'it does not begin as a WAV file does');
  }
  const chunks = readChunks(file, bytes);
  const format = readFormat(file, chunks.get('fmt '));
  const data = chunks.get('data');
  if (!data || data.length === 0) throw dataFileInvalid(file, 'it holds no samples');
  const decode = decoders[`${format.tag}/${format.bits}`] as Decoder | undefined;
  if (!decode) {
    const wanted = 'not PCM of 8 or 16 bits or µ-law';
    throw dataFileInvalid(file, `its format is ${format.tag} with ${format.bits} bits, ${wanted}`);
  }
  if (format.channels !== 1 || format.rate !== sampleRate) {
    const found = `${format.channels} channels at ${format.rate} Hz`;
    throw dataFileInvalid(file, `it has ${found}, not 1 at ${sampleRate} Hz`);
  }
  return decode(data);
}

/** Chunks by their names; they begin at even offsets. */
function readChunks(file: string, bytes: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > bytes.length) {
      const left = bytes.length - at - 8;
      throw dataFileInvalid(file, `chunk "${name}" says ${length} bytes, and ${left} are left`);
    }
    chunks.set(name, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function readFormat(file: string, chunk: Buffer | undefined): Format {
  if (!chunk || chunk.length < 16) throw dataFileInvalid(file, 'it has no whole format chunk');
  const tag = chunk.readUInt16LE(0);
  const isExtended = tag === extensible && chunk.length >= 26;
  return {
    tag: isExtended ? chunk.readUInt16LE(24) : tag,
    channels: chunk.readUInt16LE(2),
    rate: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
}

/** @see ITU-T Recommendation G.711: sign, three bits of segment, four of mantissa, all inverted. */
function fromMuLaw(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = ((((inverted & 15) << 3) + 132) << ((inverted >> 4) & 7)) - 132;
  return inverted & 0x80 ? -magnitude : magnitude;
}
