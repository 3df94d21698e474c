import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { buildHostedProgram, converse, type Talk } from '../../testing/hosted-conversation.js';
import { frameBytes } from '../../testing/link-frames.js';
import {
  answers,
  loading,
  rawInput,
  resultsLine,
  talkingInputBytes as bytes,
  talkingModel as model,
} from '../../testing/mlperf-talk.js';

let folder: string;
let program: string;

test.before(async (t) => {
  t.timeout(60_000);
  folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-mlperf-'));
  program = await buildHostedProgram(folder, { model, mlperf: 'ic01' });
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

const input = rawInput(100);
const loadAnswers = (count: number): string[] => [
  `m-[Expecting ${bytes} bytes]`,
  ...Array.from({ length: count }, () => 'm-ready'),
  'm-load-done',
  'm-ready',
];
const inferAnswers = (inferences: number, warmups: number): string[] => [
  `m-warmup-start-${warmups}`,
  'm-warmup-done',
  `m-infer-start-${inferences}`,
  'm-lap-us-T',
  'm-lap-us-T',
  'm-infer-done',
  resultsLine(model, input),
  'm-ready',
];
const messages = Math.ceil(bytes / 31);
const frame = frameBytes({ type: 1, sequence: 0, payload: Buffer.alloc(0) });
const longFrame = frameBytes({ type: 1, sequence: 0, payload: Buffer.alloc(40) });
const spoilt = Buffer.concat([frame.subarray(0, -1), Buffer.of(frame.at(-1)! ^ 1)]);

const rows: [title: string, talk: Talk[], lines: string[], frames?: number][] = [
  ['"name" tells the maker', ['name%'], ['m-name-dut-[softbit]', 'm-ready']],
  [
    '"profile" tells the protocol and the benchmark',
    ['profile%'],
    ['m-profile-[ULPMark for tinyML Firmware V0.0.1]', 'm-model-[ic01]', 'm-ready'],
  ],
  ['"timestamp" tells the time', ['timestamp%'], ['m-lap-us-T', 'm-ready']],
  [
    'an input is loaded and inferred',
    [loading(input), 'infer 1 0%'],
    [...loadAnswers(messages), ...inferAnswers(1, 0)],
  ],
  [
    'repeated inferences have the first one’s results',
    [loading(input), 'infer 7 3%'],
    [...loadAnswers(messages), ...inferAnswers(7, 3)],
  ],
  [
    '"infer" alone is one inference after ten to warm up',
    [loading(input), 'infer%'],
    [...loadAnswers(messages), ...inferAnswers(1, 10)],
  ],
  [
    '"results" tells the last inference’s again',
    [loading(input), 'infer 1 0%results%'],
    [...loadAnswers(messages), ...inferAnswers(1, 0), resultsLine(model, input), 'm-ready'],
  ],
  [
    'what stands behind the last byte of the input does not count',
    [loading([...input, 1, 2]).replace(/load \d+/, `load ${bytes}`)],
    loadAnswers(Math.ceil((bytes + 2) / 31)),
  ],
  [
    'digits may be small or great',
    ['db load ' + bytes + '%db aBfF%'],
    [`m-[Expecting ${bytes} bytes]`, 'm-ready', 'm-ready'],
  ],
  ['"results" before an inference', ['results%'], ['e-[No inference was run yet]', 'm-ready']],
  ['an unknown command', ['foo bar%'], ['e-[Unknown command: foo]', 'm-ready']],
  ['no command at all', ['%'], ['e-[Unknown command: ]', 'm-ready']],
  ['part of a command', ['nam%'], ['e-[Unknown command: nam]', 'm-ready']],
  ['more than a command', ['names%'], ['e-[Unknown command: names]', 'm-ready']],
  ['"db" alone', ['db%'], [`e-[Command 'db' requires a subcommand]`, 'm-ready']],
  [
    '"db load" without a number',
    ['db load%'],
    [`e-[Command 'db load' requires the # of bytes]`, 'm-ready'],
  ],
  ['"db load" of nothing', ['db load 0%'], [`e-[Command 'db load' must be >0 bytes]`, 'm-ready']],
  ['"db load" of no number', ['db load x%'], [`e-[Command 'db load' must be >0 bytes]`, 'm-ready']],
  [
    '"db load" of another size',
    ['db load 99999999999%'],
    [`e-[This model takes ${bytes} bytes, not 4294967295]`, 'm-ready'],
  ],
  ['data before "db load"', ['db 00%'], [`e-[Command 'db' requires 'db load' first]`, 'm-ready']],
  [
    'half a byte',
    [`db load ${bytes}%db 123%`],
    [`m-[Expecting ${bytes} bytes]`, 'm-ready', 'e-[Insufficent number of hex digits]', 'm-ready'],
  ],
  [
    'a digit that is none',
    [`db load ${bytes}%db 120g%`],
    [`m-[Expecting ${bytes} bytes]`, 'm-ready', `e-[Invalid hex digit '0g']`, 'm-ready'],
  ],
  ['no inferences', ['infer 0%'], ['e-[Inference iterations must be >0]', 'm-ready']],
  ['less than none', ['infer -1%'], ['e-[Inference iterations must be >0]', 'm-ready']],
  ['a warm-up below 0', ['infer 1 -1%'], ['e-[Inference warmup must be >=0]', 'm-ready']],
  [
    'an inference of an unfinished input',
    [`db load ${bytes}%infer 1 0%`],
    [`m-[Expecting ${bytes} bytes]`, 'm-ready', 'e-[The input is not complete]', 'm-ready'],
  ],
  ['a command that is too long', [`name ${'x'.repeat(80)}%`], ['e-[Command too long]', 'm-ready']],
  ['the line ends of a terminal', ['\r\nname%\r\n'], ['m-name-dut-[softbit]', 'm-ready']],
  [
    'noise before a command',
    [Buffer.of(1, 120, 0xff), 'name%'],
    ['m-name-dut-[softbit]', 'm-ready'],
  ],
  [
    'the first byte of a frame alone',
    [Buffer.of(0xa5), 'name%'],
    ['m-name-dut-[softbit]', 'm-ready'],
  ],
  [
    'noise that is no command stays unanswered',
    [Buffer.of(0xff), 'x%y%'],
    ['e-[Unknown command: y]', 'm-ready'],
  ],
  [
    'frames before, between and after',
    [frame, 'name%', frame, 'x%', frame],
    ['m-name-dut-[softbit]', 'm-ready', 'e-[Unknown command: x]', 'm-ready'],
    3,
  ],
  [
    'a frame in the middle of a command ends it',
    ['na', frame, 'me%'],
    ['e-[Unknown command: me]', 'm-ready'],
    1,
  ],
  [
    'a refused frame',
    [spoilt, 'name%x%'],
    ['m-name-dut-[softbit]', 'm-ready', 'e-[Unknown command: x]', 'm-ready'],
    1,
  ],
  ['text inside a frame is no command', [textFrame('name%x%')], [], 1],
  [
    'signs inside a frame that paused are no commands',
    [textFrame('12%%34%').subarray(0, 8), 200, textFrame('12%%34%').subarray(8)],
    [],
    1,
  ],
  [
    'a frame cut short, then a pause',
    [longFrame.subarray(0, 9), 200, 'name%', frame],
    ['m-name-dut-[softbit]', 'm-ready'],
    1,
  ],
  [
    'a frame whose last bytes are lost, then a pause: the text ends it, and is heard all the same',
    [frame.subarray(0, 8), 200, 'name%', frame],
    ['m-name-dut-[softbit]', 'm-ready'],
    2,
  ],
  [
    'half a header, then a pause: the text spoils it, and is heard all the same',
    [frame.subarray(0, 4), 200, 'name%', frame],
    ['m-name-dut-[softbit]', 'm-ready'],
    2,
  ],
];

/** Refused for its type, but whole. */
function textFrame(text: string): Buffer {
  return frameBytes({ type: 0x55, sequence: 1, payload: Buffer.from(text) });
}

for (const [title, talk, lines, frames = 0] of rows) {
  test.serial(`MLPerf Tiny’s commands: ${title}.`, async (t) => {
    const answer = await converse(program, talk);
    t.deepEqual(answers(answer.lines), lines);
    t.is(answer.frames.length, frames);
  });
}
