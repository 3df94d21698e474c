import { spawn } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { randomInput, randomModel, SoftbitError } from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { validateModel } from '../validate/validate-model.js';

const sshd = '/usr/sbin/sshd';
const model = randomModel(3);

/**
 * An SSH server on loopback with keys of its own.
 *
 * @returns the configuration to reach it with; nothing, and the reason logged, where it cannot run
 */
async function loopbackServer(t: ExecutionContext): Promise<string | undefined> {
  const folder = temporaryFolder(t);
  const file = (name: string, text: string): string => {
    const to = path.join(folder, name);
    writeFileSync(to, text, { mode: 0o600 });
    return to;
  };
  for (const key of ['host', 'user']) {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, key)]);
  }
  chmodSync(folder, 0o700);
  const port = await freePort();
  const serverConfig = file(
    'sshd_config',
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${folder}/host`,
      `AuthorizedKeysFile ${folder}/user.pub`,
      `PidFile ${folder}/pid`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'Subsystem sftp internal-sftp',
    ].join('\n'),
  );
  const checked = await execa(sshd, ['-t', '-f', serverConfig], { reject: false });
  if (checked.failed) {
    t.log(`skipped: sshd cannot run here: ${checked.stderr}`);
    return undefined;
  }
  const server = spawn(sshd, ['-D', '-e', '-f', serverConfig], { stdio: 'ignore' });
  t.teardown(() => server.kill());
  await listening(port);
  return file(
    'config',
    [
      'Host loopback',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${os.userInfo().username}`,
      `  IdentityFile ${folder}/user`,
      '  IdentitiesOnly yes',
      '  StrictHostKeyChecking no',
      `  UserKnownHostsFile ${folder}/known_hosts`,
    ].join('\n'),
  );
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = net.connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await setTimeout(100);
  }
  throw new Error(`sshd did not listen at port ${port}`);
}

function samples(count: number) {
  return Array.from({ length: count }, (_, seed) => ({
    bytes: randomInput(seed, model),
    label: 0,
  }));
}

test.serial('A program is copied to a host in the network and is bit-exact there.', async (t) => {
  if (missingTool(t, 'make', 'gcc', 'ssh', 'scp', 'ssh-keygen') || missingServer(t)) return;
  const sshConfig = await loopbackServer(t);
  if (sshConfig === undefined) return t.pass();
  t.teardown(() => rmSync(path.join(os.homedir(), '.cache/softbit/host-program'), { force: true }));
  const steps: string[] = [];
  const report = await validateModel({
    model,
    board: loadBoard('host'),
    samples: samples(4),
    folder: temporaryFolder(t),
    host: 'loopback',
    sshConfig,
    onStep: (line) => void steps.push(line),
  });
  t.deepEqual(report.bitExact, { equal: 4, total: 4 });
  t.true(steps.some((line) => /^scp .*loopback:\.cache\/softbit\/host-/.test(line)));
  t.true(steps.some((line) => /^ssh -T .*loopback \.cache\/softbit\/host-/.test(line)));
});

test.serial('A host that cannot be reached is an error with what ssh says.', async (t) => {
  if (missingTool(t, 'make', 'gcc', 'ssh', 'scp')) return;
  const config = path.join(temporaryFolder(t), 'config');
  writeFileSync(config, `Host loopback\n  HostName 127.0.0.1\n  Port ${await freePort()}\n`);
  const error = await t.throwsAsync(
    validateModel({
      model,
      board: loadBoard('host'),
      samples: samples(1),
      folder: temporaryFolder(t),
      host: 'loopback',
      sshConfig: config,
    }),
    { instanceOf: SoftbitError },
  );
  t.is(error.code, 'SB_FLASH_FAILED');
  t.regex(error.message, /Connection refused/);
});

test.serial('On the board itself the program runs without its emulator.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const report = await validateModel({
    model,
    board: {
      ...loadBoard('host'),
      emulator: { program: 'no-such-emulator', arguments: [], limits: [] },
    },
    samples: samples(2),
    folder: temporaryFolder(t),
    host: 'local',
  });
  t.deepEqual(report.bitExact, { equal: 2, total: 2 });
});

/** Debian keeps servers out of users' PATH. */
function missingServer(t: ExecutionContext): boolean {
  if (existsSync(sshd)) return false;
  t.log('skipped: sshd is not there; apt-get install openssh-server');
  t.pass();
  return true;
}
