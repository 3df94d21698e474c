import { decodeError, decodeIdentity, decodeStatistics, refusalReasons } from '../link/answers.js';
import { answerBit, frameTypes, type Frame } from '../link/frame.js';

/** What a frame of a device says, for people. */
export function describeFrame({ type, sequence, payload }: Frame): string {
  const describe = describers.get(type);
  if (describe) return safely(() => describe(payload));
  const known = Object.entries(frameTypes).find(([, number]) => (number | answerBit) === type);
  const name = known
    ? `answer to ${known[0].toUpperCase()}`
    : `frame of type 0x${type.toString(16)}`;
  return `${name}, number ${sequence}, ${payload.length} bytes`;
}

const describers: ReadonlyMap<number, (payload: Buffer) => string> = new Map([
  [frameTypes.hello | answerBit, describeIdentity],
  [frameTypes.stats | answerBit, describeStatistics],
  [frameTypes.error, describeError],
]);

function describeIdentity(payload: Buffer): string {
  const { modelHash, inputBytes, outputCount, ticksPerSecond } = decodeIdentity(payload);
  return `firmware of model ${modelHash.slice(0, 16)}: ${inputBytes} bytes in, ${outputCount} values out, ${ticksPerSecond} ticks a second`;
}

function describeStatistics(payload: Buffer): string {
  const { stackPeakBytes, stackBytes, lostBytes, inferences } = decodeStatistics(payload);
  return `${inferences} inferences, stack ${stackPeakBytes} of ${stackBytes} bytes, ${lostBytes} bytes lost`;
}

function describeError(payload: Buffer): string {
  const { reason, words, registers } = decodeError(payload);
  return reason === refusalReasons.fault ? `hard fault: ${registers}` : `refused: ${words}`;
}

/** A device may run firmware of another version; a monitor shows what it can. */
function safely(describe: () => string): string {
  try {
    return describe();
  } catch (error) {
    return (error as Error).message;
  }
}
