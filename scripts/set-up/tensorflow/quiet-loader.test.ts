import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import test from 'ava';
import { createFakeMachine } from '../fake-machine.js';
import { buildQuietLoader } from './quiet-loader.js';

const folder = 'node_modules/@tensorflow/tfjs-node/lib';

test('The quiet loader turns standard error off and on again, also when nested.', async (t) => {
  const machine = createFakeMachine(t);
  mkdirSync(path.join(machine.root, folder), { recursive: true });
  await buildQuietLoader({ ...machine, env: process.env });
  const program = `
    const { writeSync } = require('node:fs');
    const { silence, restore } = require('./${folder}/quiet-loader.node');
    const say = (line) => writeSync(2, line + '\\n');
    say('before');
    silence(); say('off'); silence(); say('off'); restore(); say('off'); restore();
    say('after');
    restore(); say('an extra restore does no harm');
  `;
  const { stderr } = await execa(process.execPath, ['-e', program], { cwd: machine.root });
  t.is(stderr, 'before\nafter\nan extra restore does no harm');
});

test('Without a compiler nothing is built and nothing is left.', async (t) => {
  const machine = createFakeMachine(t);
  mkdirSync(path.join(machine.root, folder), { recursive: true });
  await buildQuietLoader(machine);
  t.deepEqual(readdirSync(path.join(machine.root, folder)), []);
  t.deepEqual(readdirSync(path.join(machine.root, 'node_modules')), ['@tensorflow']);
});
