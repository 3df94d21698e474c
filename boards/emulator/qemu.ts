import { execa, type ResultPromise } from 'execa';
import { emulatorFailed } from '../errors.js';
import { requireTool } from '../toolchain/find-tool.js';

export interface Emulator {
  /** The pseudo-terminal that is the machine's serial line. */
  readonly port: string;
  /** The command, to be printed or run by hand. */
  readonly command: string;
  /** Ends the emulator for certain; waits until it is gone. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly instructionShift: number;
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
 * `wfi`, so that timers count instructions. `sleep=off` lets idle time pass without waiting for it.
 *
 * @throws SB_TOOL_MISSING, SB_EMULATOR_FAILED with what it printed
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  requireTool(options.program, 'emulate the board');
  const args = emulatorArguments(options);
  const command = [options.program, ...args].join(' ');
  const child = execa(options.program, args, processOptions);
  const port = await findPort(child);
  if (port === undefined) {
    child.kill();
    throw emulatorFailed(command, (await child).all);
  }
  return { port, command, stop: () => stop(child) };
}

/** The arguments of one emulator run, in the order in which they are printed. */
export function emulatorArguments(options: EmulatorOptions): string[] {
  return [
    ...options.arguments,
    '-serial',
    'pty',
    '-icount',
    `shift=${options.instructionShift},sleep=off`,
    '-kernel',
    options.elf,
  ];
}

/** QEMU says on its output where the terminal is: "char device redirected to /dev/pts/3". */
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
      const match = /redirected to (\S+)/.exec(output);
      if (match) finish(match[1]);
    });
    void child.then(() => finish(undefined));
  });
}

async function stop(child: EmulatorProcess): Promise<void> {
  child.kill();
  await child;
}
