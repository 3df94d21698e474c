import { SoftbitError } from '../codegen/index.js';

export function boardUnknown(id: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_UNKNOWN',
    message: `There is no board "${id}". The boards are ${known.join(', ')}; "softbit boards list" describes them.`,
  });
}

export function boardFolderMissing(folder: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_FOLDER',
    message: `${folder} holds no board data: its folder "boards" cannot be read. Name a folder with cores/, chips/ and boards/.`,
    cause,
  });
}

export function boardDataInvalid(file: string, field: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_DATA',
    message: `${file}: field "${field}": ${problem}. Mend the board data.`,
  });
}

export function coreUnknown(
  { id, core, executes }: { id: string; core: string; executes: readonly string[] },
  wanted: string,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_CORE',
    message: `Board ${id} does not execute code for "${wanted}". Give --core one of ${[core, ...executes].join(', ')}.`,
    exitCode: 2,
  });
}

export function toolMissing(tool: string, debianPackage: string, purpose: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_TOOL_MISSING',
    message: `${tool} is needed to ${purpose} and is not in PATH. Install it with "apt-get install ${debianPackage}", or run "npm run setup"; "softbit doctor" checks all tools.`,
    exitCode: 3,
  });
}

export function toolNotPackaged(tool: string, source: string, purpose: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_TOOL_MISSING',
    message: `${tool} is needed to ${purpose} and is not in PATH. Install it with ${source}; "softbit doctor" checks all tools.`,
    exitCode: 3,
  });
}

export function buildFailed(command: string, folder: string, output: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BUILD_FAILED',
    message: `"${command}" failed in ${folder}. Its last lines were:\n${lastLines(output)}\nGenerate the project again if its files were changed by hand.`,
    exitCode: 1,
  });
}

export function damagedProgram(file: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_PROGRAM_DAMAGED',
    message: `${file} cannot be read as a program: ${problem}. Build it again.`,
    exitCode: 2,
  });
}

export function emulatorFailed(command: string, output: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_EMULATOR_FAILED',
    message: `"${command}" did not start as an emulator with a serial line. It printed:\n${lastLines(output) || '(nothing)'}\nCheck its version with "softbit doctor".`,
    exitCode: 3,
  });
}

export function portUnavailable(port: string, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_PORT_UNAVAILABLE',
    message: `The serial port ${port} could not be opened (${reason}). Check that the board is attached, that no other program holds the port, and that you may access it.`,
    exitCode: 3,
  });
}

export function baudWithoutUart(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_BAUD',
    message: `Board ${board} runs programs of an operating system and has no serial line whose speed could be set. Leave --baud out.`,
  });
}

export function deviceVanished(context: string, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_DEVICE_VANISHED',
    message: `The connection to the device ended before its answer ${context} (${reason}). Check cable, power and emulator, then run the command again.`,
    exitCode: 3,
  });
}

export function deviceSilent(context: string, attempts: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_DEVICE_SILENT',
    message: `The device did not answer ${context}, asked ${attempts} times. Check that it runs Softbit's firmware at this port and speed, or reset it; for a slow model give it more time with --timeout.`,
    exitCode: 3,
  });
}

export function deviceGarbage(context: string, bytes: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_DEVICE_GARBAGE',
    message: `The device answered ${context} with ${bytes} bytes that hold no valid frame. Check the port, its speed, and that the device runs Softbit's firmware.`,
    exitCode: 3,
  });
}

export function deviceFault(context: string, registers: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_DEVICE_FAULT',
    message: `The device reported a hard fault instead of its answer ${context}: ${registers}. Look pc up in the project's map file; too small a stack is the usual cause.`,
    exitCode: 1,
  });
}

export function deviceRefused(context: string, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_DEVICE_REFUSED',
    message: `The device gave no valid answer ${context}: ${reason}. Flash the firmware that this version of Softbit generates.`,
    exitCode: 3,
  });
}

export function wrongFirmware(field: string, actual: string, expected: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_WRONG_FIRMWARE',
    message: `The device runs other firmware: its ${field} is ${actual}, the model's is ${expected}. Generate, build and flash the firmware of this model first.`,
    exitCode: 1,
  });
}

export function noSamples(): SoftbitError {
  return new SoftbitError({
    code: 'SB_NO_SAMPLES',
    message: 'There is no sample to validate with. Ask for at least one with --samples.',
  });
}

export function sampleMismatch(model: string, bytes: number, expected: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_SAMPLE_SIZE',
    message: `A sample has ${bytes} bytes, model "${model}" takes ${expected}. Choose the data set that the model was trained on.`,
  });
}

export function buildInterrupted(folder: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_INTERRUPTED',
    message: `Interrupted while building ${folder}. Run the command again; make goes on where it stopped.`,
    exitCode: 1,
  });
}

export function interrupted(done: number, total: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_INTERRUPTED',
    message: `Interrupted after ${done} of ${total} samples; device and emulator were stopped. Run the command again to start over.`,
    exitCode: 1,
  });
}

/** What a tool printed last, which is where it says what is wrong. */
export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-15).join('\n');
}

export function boardNeedsPort(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BOARD_NEEDS_PORT',
    message: `No emulator is known for board ${board}. Attach it and name its serial port with --port.`,
  });
}

export function linkMapUnreadable(file: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_LINK_MAP',
    message: `The linker's map ${file} could not be read. Build the project again with "softbit build".`,
    exitCode: 1,
    cause,
  });
}

export function pluginsUnsupported(emulator: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_NO_PLUGINS',
    message: `${emulator} was built without support for plugins, so that it cannot count instructions by layer. Install the one that Debian packages: "apt-get install ${emulator === 'qemu-system-arm' ? 'qemu-system-arm' : 'qemu-user'}".`,
    exitCode: 3,
  });
}

export function blockCounterFailed(problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BLOCK_COUNTER',
    message: `The plugin that counts instructions could not be used: ${lastLines(problem)}\nCheck gcc and QEMU with "softbit doctor"; QEMU 7.0 or newer is needed.`,
    exitCode: 3,
  });
}

export function notEmulated(board: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_NOT_EMULATED',
    message: `The board "${board}" is not emulated, and only an emulator counts instructions by layer. Give an emulated board; "softbit boards list" says which are.`,
  });
}

export function symbolMissing(program: string, symbol: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_SYMBOL_MISSING',
    message: `${program} has no object "${symbol}", which the linker may have dropped. Generate and build the project again.`,
    exitCode: 1,
  });
}

export function profileRunFailed(reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_PROFILE_RUN',
    message: `The profiled program gave no output: ${reason}. Validate the model on this board to see where it fails.`,
    exitCode: 1,
  });
}

export function mlperfClassMissing(samples: number, missing: readonly number[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_MLPERF_CLASS',
    message: `Among ${samples} samples is none of class ${missing.join(', ')}, without which the official client cannot compute its AUC. Take more with --samples.`,
    exitCode: 2,
  });
}

export function mlperfRunnerMissing(folder: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_MLPERF_RUNNER',
    message: `There is no main.py in ${folder}. Give --runner the folder benchmark/runner of a copy of https://github.com/mlcommons/tiny.`,
    exitCode: 3,
  });
}

export function mlperfRunnerFailed(exit: number | string, lines: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_MLPERF_RUNNER',
    message: `The official client ended with ${exit}. Its last lines were:\n${lines.slice(-8).join('\n')}\nIt needs the Python packages pyserial, pyyaml, numpy, scikit-learn, matplotlib and pyusb.`,
    exitCode: 3,
  });
}
