import { execa, type ResultPromise } from 'execa';
import { emulatorFailed } from '../errors.js';
import { requireTool } from '../toolchain/find-tool.js';
import { withLifeline } from './lifeline.js';

export interface Emulator {
  /** The pseudo-terminal that is the machine's serial line. */
  readonly port: string;
  /** The command, to be printed or run by hand. */
  readonly command: string;
  /** Resolves when the emulator has ended, for whatever reason, with the reason in words. */
  readonly ended: Promise<string>;
  /** Ends the emulator for certain; waits until it is gone. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Absent where instructions are not to be counted. */
  readonly instructionShift?: number | undefined;
  readonly elf: string;
}

const START_TIMEOUT_MS = 20_000;

const processOptions = {
  all: true,
  reject: false,
  cleanup: true,
  forceKillAfterDelay: 2000,
  stdin: 'ignore',
} as const;

type EmulatorProcess = ResultPromise<typeof processOptions>;

/**
 * Starts QEMU with its serial line on a pseudo-terminal and instruction counting: with `-icount
 * shift=N` each instruction takes 2^N ns of the machine's time, and no time passes otherwise but in
 * `wfi`, so that timers count instructions. Time in `wfi` passes as it does for the host: were it
 * left out (`sleep=off`), the firmware would see pauses inside frames that are only on their way.
 *
 * @throws SB_TOOL_MISSING, SB_EMULATOR_FAILED with what it printed
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  requireTool(options.program, 'emulate the board');
  const args = emulatorArguments(options);
  const command = [options.program, ...args].join(' ');
  const line = withLifeline({ program: options.program, args });
  const child = execa(line.program, line.args, processOptions);
  const port = await findPort(child);
  if (port === undefined) {
    child.kill();
    throw emulatorFailed(command, (await child).all);
  }
  return { port, command, ended: endOf(child), stop: () => stop(child) };
}

/** The arguments of one emulator run, in the order in which they are printed. */
export function emulatorArguments(options: EmulatorOptions): string[] {
  const { instructionShift, elf } = options;
  const counting = instructionShift === undefined ? [] : ['-icount', `shift=${instructionShift}`];
  return [...options.arguments, '-serial', 'pty', ...counting, '-kernel', elf];
}

/** QEMU says on its output where the terminal is: "char device redirected to /dev/pts/3". */
const terminalLine = /redirected to (\S+)/;

function findPort(child: EmulatorProcess): Promise<string | undefined> {
  let output = '';
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, START_TIMEOUT_MS, undefined);
    const finish = (port: string | undefined): void => {
      clearTimeout(timer);
      resolve(port);
    };
    child.all.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      const match = terminalLine.exec(output);
      if (match) finish(match[1]);
    });
    void child.then(() => finish(undefined));
  });
}

/** What the emulator printed besides where its terminal is comes along, since it may say why. */
async function endOf(child: EmulatorProcess): Promise<string> {
  const { signal, exitCode, all } = await child;
  const printed = all.split('\n').filter((line) => line !== '' && !terminalLine.test(line));
  const how = `the emulator ended with ${signal ?? `exit code ${exitCode}`}`;
  return printed.length > 0 ? `${how}; it printed: ${printed.slice(-3).join(' ')}` : how;
}

async function stop(child: EmulatorProcess): Promise<void> {
  child.kill();
  await child;
}
