import test from 'ava';
import { execa } from 'execa';
import { benchNetwork } from '../networks/bench-network.js';
import { generateProject, type GeneratedProject } from '../project/generate-project.js';
import { writeProject } from '../project/write-project.js';
import { renderTemplate } from '../render/render-template.js';
import { runProgram } from '../testing/run-on-core.js';
import { hostedTarget } from '../testing/example-targets.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';
import { Random } from '../testing/random.js';
import type { TestMachineName } from '../testing/test-machines.js';
import { fixedFft, newSpectrum, reversedIndex } from './fixed-fft.js';
import { fixedLog2 } from './fixed-logarithm.js';
import { floatMfcc } from './float-mfcc.js';
import { mfccFiles } from './front-end-files.js';
import { mfcc } from './mfcc.js';

type Sound = (index: number, random: Random) => number;

const tone =
  (hertz: number, amplitude: number): Sound =>
  (index) =>
    amplitude * Math.sin((2 * Math.PI * hertz * index) / 16_000);

/** A vowel's harmonics, louder and softer five times a second, in some noise. */
const speech: Sound = (index, random) => {
  const loudness = 6000 * (0.5 + 0.5 * Math.sin((2 * Math.PI * 5 * index) / 16_000)) ** 2;
  const harmonics = [1, 2, 3, 5, 8, 13].reduce(
    (sum, factor) => sum + Math.sin((2 * Math.PI * 140 * factor * index) / 16_000) / factor,
    0,
  );
  return loudness * harmonics + random.integer(-40, 40);
};

const sounds: Readonly<Record<string, Sound>> = {
  silence: () => 0,
  'a click': (index) => (index === 7000 ? 20_000 : 0),
  'the loudest noise': (_, random) => random.integer(-32_768, 32_767),
  'soft noise': (_, random) => random.integer(-100, 100),
  'a tone of 440 Hz': tone(440, 10_000),
  'a tone of 3.9 kHz': tone(3900, 32_000),
  'the greatest square wave': (index) => (index % 160 < 80 ? 32_767 : -32_768),
  'samples that are all negative': () => -32_768,
  'a constant': () => 32_767,
  speech,
};

function clip(name: string): Int16Array {
  const random = new Random(3);
  return Int16Array.from({ length: 16_000 }, (_, index) => Math.round(sounds[name](index, random)));
}

const clips = Object.keys(sounds).map(clip);

const machines: readonly TestMachineName[] = ['host', 'cortex-m4', 'cortex-m0plus'];

for (const machine of machines) {
  test.serial(
    `generated C gives the reference's features for every sound on ${machine}`,
    async (t) => {
      const main = { path: 'main.c', contents: renderTemplate('testing/mfcc.c.hbs', {}) };
      const program = {
        files: [main, ...mfccFiles()],
        sources: ['main.c', 'frontend/softbit_mfcc.c'],
        inputs: Buffer.concat(clips.map((samples) => Buffer.from(samples.buffer))),
      };
      const flags = machine === 'host' ? ['-O1', '-fsanitize=address,undefined'] : ['-O2'];
      const features = await runProgram(machine, program, flags);
      t.deepEqual(Buffer.from(features), Buffer.concat(clips.map((samples) => mfcc(samples))));
    },
  );
}

/** Of a pure tone every other band holds rounding noise alone, which floats have less of. */
const comparable = ['speech', 'the loudest noise', 'soft noise', 'a click'];

for (const name of comparable) {
  test(`integers and floats agree to one step in the features of ${name}`, (t) => {
    const [integers, floats] = [mfcc(clip(name)), floatMfcc(clip(name))];
    const distances = Array.from(integers, (value, index) => Math.abs(value - floats[index]));
    t.true(Math.max(...distances) <= 1, `at most ${Math.max(...distances)}`);
    t.true(distances.filter((distance) => distance > 0).length < 0.02 * distances.length);
  });
}

test('the transform of integers is that of floats within a few steps', (t) => {
  const random = new Random(9);
  const samples = Int32Array.from({ length: 512 }, () => random.integer(-100_000, 100_000));
  const spectrum = newSpectrum();
  samples.forEach((sample, index) => (spectrum.real[reversedIndex[index]] = sample));
  fixedFft(spectrum);
  for (const bin of [0, 1, 77, 128, 255, 256, 511]) {
    let [re, im] = [0, 0];
    samples.forEach((sample, index) => {
      const angle = (2 * Math.PI * ((bin * index) % 512)) / 512;
      re += sample * Math.cos(angle);
      im -= sample * Math.sin(angle);
    });
    t.true(Math.hypot(re - spectrum.real[bin], im - spectrum.imaginary[bin]) < 300, `bin ${bin}`);
  }
});

const logarithms = [1, 2, 3, 65_535, 65_536, 65_537, 2 ** 32 - 1, 2 ** 32, 3 ** 28, 2 ** 52 + 1];

for (const value of logarithms) {
  test(`the logarithm of ${value} is right to two 65,536ths`, (t) => {
    t.true(Math.abs(fixedLog2(value) - 65_536 * Math.log2(value)) <= 2);
  });
}

test('features need a second of sound', (t) => {
  t.throws(() => mfcc(new Int16Array(15_999)), { instanceOf: RangeError });
});

test('a project with the front end builds without a warning, and others have no trace of it', async (t) => {
  const model = benchNetwork('ds-cnn', { weights: 2, activations: 2 });
  const [input, ...tensors] = model.tensors;
  const around211 = { ...model, tensors: [{ ...input, zeroPoint: 211 }, ...tensors] };
  const plain = { model: around211, target: hostedTarget };
  const wrong = () => generateProject({ ...plain, model, frontEnd: 'mfcc' });
  t.throws(wrong, { code: 'SB_FRONT_END', message: /49×10×1 codes of 8 bits with zero point 0/ });
  t.throws(() => generateProject({ ...plain, frontEnd: 'fbank' }), { message: /one of mfcc/ });
  t.notRegex(textOf(generateProject(plain)), /mfcc/);
  const project = generateProject({ ...plain, frontEnd: 'mfcc' });
  await inTemporaryFolder(async (folder) => {
    await writeProject(project, folder);
    const { stderr } = await execa('make', ['-s'], { cwd: folder });
    t.is(stderr, '');
  });
});

function textOf({ files }: GeneratedProject): string {
  return files.map(({ path, contents }) => `${path}\n${contents}`).join('\n');
}
