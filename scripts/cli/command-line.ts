import path from 'node:path';

/** The command as a user would type it again, without the paths of this installation. */
export function commandLine(argv: readonly string[]): string {
  return [
    'npx',
    path.basename(argv[1]).replace(/^(main\.js|softbit\.mjs)$/, 'softbit'),
    ...argv.slice(2),
  ].join(' ');
}
