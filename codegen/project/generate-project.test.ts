import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import type { SoftbitError } from '../softbit-error.js';
import { bareMetalTarget, hostedTarget } from '../testing/example-targets.js';
import { randomModel } from '../testing/random-model.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';
import { generateProject, type GeneratedProject } from './generate-project.js';
import type { Target } from './target.js';
import { writeProject } from './write-project.js';

const model = randomModel(3);
const targets: { name: string; target: Target }[] = [
  { name: 'bare metal', target: bareMetalTarget },
  { name: 'this machine', target: hostedTarget },
];

for (const { name, target } of targets) {
  test(`a project for ${name} builds without a warning`, async (t) => {
    t.timeout(120_000);
    if (await isMissing(t, `${target.toolchain.prefix}gcc`)) return;
    const project = generateProject({ model, target });
    const { stderr } = await build(project);
    t.is(stderr, '');
  });

  test(`a project for ${name} is the same bytes each time`, (t) => {
    t.deepEqual(generateProject({ model, target }), generateProject({ model, target }));
  });

  test(`a project for ${name} has no absolute path, heap or floating point`, (t) => {
    const { files } = generateProject({ model, target });
    for (const { path: file, contents } of files) {
      const code = contents.replace(/\/\*[\s\S]*?\*\//g, '');
      t.notRegex(code, /\/(home|root|work|tmp)\//, file);
      if (!/\.[ch]$/.test(file)) continue;
      t.notRegex(code, /\b(malloc|calloc|realloc|free|float|double)\b/, file);
      t.deepEqual(
        contents.split('\n').filter((line) => line.length > 100),
        [],
        file,
      );
    }
  });
}

test('bare-metal firmware needs 4 KiB of code and its tables besides the model', async (t) => {
  if (await isMissing(t, 'arm-none-eabi-gcc')) return;
  const options = { model, target: bareMetalTarget, mlperf: false } as const;
  const sizes = await sectionSizes(generateProject(options));
  t.is(sizes['.vectors'], 4 * (16 + 32));
  t.is(sizes['.stack'], 8192);
  t.true(sizes['.text'] > 2048 && sizes['.text'] < 4096, `.text has ${sizes['.text']} bytes`);
});

test('the commands of MLPerf Tiny’s client need another 4 KiB', async (t) => {
  if (await isMissing(t, 'arm-none-eabi-gcc')) return;
  const { '.text': size } = await sectionSizes(generateProject({ model, target: bareMetalTarget }));
  t.true(size > 4096 && size < 8192, `.text has ${size} bytes`);
});

test('what the budget takes for granted is never more than what is linked', async (t) => {
  if (await isMissing(t, 'arm-none-eabi-gcc')) return;
  const project = generateProject({ model, target: bareMetalTarget });
  const sizes = await sectionSizes(project);
  const sum = (names: readonly string[]): number =>
    names.reduce((total, section) => total + sizes[section], 0);
  t.true(
    sum(['.vectors', '.weights', '.model', '.kernels', '.text']) >= project.budget!.flash.needed,
  );
  t.true(sum(['.stack', '.data', '.arena', '.bss']) >= project.budget!.ram.needed);
});

const overflows = [
  { region: 'flash', message: /program does not fit the flash of board mps2-an386/ },
  { region: 'ram', message: /do not fit the RAM of board mps2-an386/ },
] as const;

for (const { region, message } of overflows) {
  test(`the linker says whose fault it is where ${region} is too small after all`, async (t) => {
    if (await isMissing(t, 'arm-none-eabi-gcc')) return;
    const { budget } = generateProject({ model, target: bareMetalTarget });
    const { memory } = bareMetalTarget;
    const length = budget![region].needed;
    const target = {
      ...bareMetalTarget,
      memory: { ...memory, [region]: { ...memory[region], length } },
    };
    const error = await t.throwsAsync(build(generateProject({ model, target })));
    t.regex((error as unknown as { stderr: string }).stderr, message);
  });
}

const { firmware } = bareMetalTarget;
const impossible: { title: string; target: Target; code: string; says: RegExp }[] = [
  {
    title: 'a UART driver that is not there',
    target: withFirmware({ uart: { ...firmware.uart, driver: 'toString' } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.uart\.driver toString.*one of: cmsdk-uart/,
  },
  {
    title: 'a timer driver that is not there',
    target: withFirmware({ timer: { ...firmware.timer, driver: 'rtc' } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.timer\.driver rtc.*one of: cmsdk-timer/,
  },
  {
    title: 'start-up code that is not there',
    target: withFirmware({ startup: 'riscv' }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.startup riscv.*one of: cortex-m/,
  },
  {
    title: 'a baud rate that the clock does not divide to',
    target: withFirmware({ uart: { ...firmware.uart, baud: 1_515_000 } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.uart\.baud 1515000.*such as 1562500 or 1470588/,
  },
  {
    title: 'a baud rate beyond the UART',
    target: withFirmware({ uart: { ...firmware.uart, baud: 2_000_000 } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.uart\.baud 2000000.*at most 1562500/,
  },
  {
    title: 'a divider that the timer has not',
    target: withFirmware({ timer: { ...firmware.timer, divider: 2 } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.timer\.divider 2.*at most 1 with driver cmsdk-timer/,
  },
  {
    title: 'a UART without the pins that its driver must choose',
    target: withFirmware({ uart: { ...firmware.uart, driver: 'nrf-uart' } }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.uart\.pins nothing/,
  },
  {
    title: 'a runtime of hosted programs that is not there',
    target: { ...hostedTarget, hosted: { runtime: 'windows' } },
    code: 'SB_TARGET_INVALID',
    says: /hosted\.runtime windows.*one of: posix, linux-arm/,
  },
  {
    title: 'an interrupt outside the vector table',
    target: withFirmware({ interruptCount: 0 }),
    code: 'SB_TARGET_INVALID',
    says: /firmware\.uart\.interrupt 0.*which is 0/,
  },
  {
    title: 'RAM that the stack alone fills',
    target: {
      ...bareMetalTarget,
      memory: { ...bareMetalTarget.memory, ram: { origin: 0, length: 8192 } },
    },
    code: 'SB_TARGET_RAM',
    says: /needs \d+ bytes of RAM .* has 8192/,
  },
];

for (const { title, target, code, says } of impossible) {
  test(`${title} is refused before anything is built`, (t) => {
    const error = t.throws<SoftbitError>(() => generateProject({ model, target }));
    t.is(error.code, code);
    t.regex(error.message, says);
  });
}

function withFirmware(change: Partial<typeof firmware>): Target {
  return { ...bareMetalTarget, firmware: { ...firmware, ...change } };
}

async function build(project: GeneratedProject): Promise<{ stderr: string }> {
  return await inTemporaryFolder(async (folder) => {
    const cwd = path.join(folder, 'project');
    await writeProject(project, cwd);
    return await execa('make', ['--silent'], { cwd });
  });
}

async function sectionSizes(project: GeneratedProject): Promise<Record<string, number>> {
  return await inTemporaryFolder(async (folder) => {
    const cwd = path.join(folder, 'project');
    await writeProject(project, cwd);
    await execa('make', ['--silent'], { cwd });
    const { stdout } = await execa('arm-none-eabi-size', ['-A', project.manifest.program], { cwd });
    const rows = stdout.split('\n').map((line) => line.split(/\s+/));
    return Object.fromEntries(
      rows.filter(([name]) => name.startsWith('.')).map(([name, size]) => [name, Number(size)]),
    );
  });
}

async function isMissing(t: ExecutionContext, command: string): Promise<boolean> {
  const { failed } = await execa(command, ['--version'], { reject: false });
  if (!failed) return false;
  t.log(`skipped: ${command} is not installed; "softbit doctor" says how to get it`);
  t.pass();
  return true;
}
