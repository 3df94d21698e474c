import test from 'ava';
import { PendingInput } from './pending-input.js';

const everything = { pieceBytes: 1024, totalBytes: 1_000_000 };

/** First block and length of each piece. */
function pieces(input: PendingInput, limits = everything): [number, number][] {
  return input.pieces(limits).map(({ firstBlock, bytes }) => [firstBlock, bytes.length]);
}

test('An input is one piece where that may be long enough, its last block as short as it is.', (t) => {
  t.deepEqual(pieces(new PendingInput(new Uint8Array(790))), [[0, 790]]);
});

test('Pieces are as long as is wished, in whole blocks, and no more than the line may hold.', (t) => {
  const input = new PendingInput(new Uint8Array(100));
  t.deepEqual(pieces(input, { pieceBytes: 40, totalBytes: 100 }), [
    [0, 32],
    [2, 32],
    [4, 32],
  ]);
  t.deepEqual(pieces(input, { pieceBytes: 5, totalBytes: 32 }), [
    [0, 16],
    [1, 16],
  ]);
});

test('Only what the device lacks is sent, and pieces end where it has something.', (t) => {
  const input = new PendingInput(new Uint8Array(160));
  input.update({ first: 2, present: [4, 5, 8] });
  t.deepEqual(pieces(input), [
    [2, 32],
    [6, 32],
    [9, 16],
  ]);
  t.is(input.missingBlocks, 5);
});

test('What the device says counts, even where it had more before.', (t) => {
  const input = new PendingInput(new Uint8Array(32));
  input.update({ first: 2, present: [] });
  t.is(input.missingBlocks, 0);
  input.update({ first: 0, present: [] });
  t.is(input.missingBlocks, 2);
});

test('No block is sent that the device could not tell of behind the first that it lacks.', (t) => {
  const input = new PendingInput(new Uint8Array(16 * 400));
  const sent = input.pieces(everything);
  t.is(sent.at(-1)!.firstBlock + sent.at(-1)!.blocks, 256);
  input.update({ first: 0, present: Array.from({ length: 255 }, (_, index) => index + 1) });
  t.deepEqual(pieces(input), [[0, 16]]);
});
