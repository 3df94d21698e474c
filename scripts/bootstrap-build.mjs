import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const sourceFolders = ['trainer', 'codegen', 'boards', 'scripts'];
const configurationFiles = ['tsconfig.json', 'package-lock.json'];
const builtStamp = 'dist/.softbit-built';

/** Folders count too, because removing or renaming a file changes only its folder's time. */
export function isBuildStale(root) {
  const stamp = path.join(root, builtStamp);
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  const inputs = [
    ...configurationFiles.map((file) => path.join(root, file)),
    ...sourceFolders.flatMap((folder) => sourcesBelow(path.join(root, folder))),
  ];
  return inputs.some((input) => statSync(input).mtimeMs > built);
}

function sourcesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.reduce(
    (found, entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return [...found, ...sourcesBelow(file)];
      return entry.name.endsWith('.ts') ? [...found, file] : found;
    },
    [folder],
  );
}

/** A compiled test whose source is gone would go on being run. */
export function removeOrphans(root) {
  for (const folder of sourceFolders) {
    const compiled = path.join(root, 'dist', folder);
    if (!existsSync(compiled)) continue;
    for (const name of readdirSync(compiled, { recursive: true })) {
      const source = path.join(root, folder, name.replace(/\.js(\.map)?$/, '.ts'));
      if (/\.js(\.map)?$/.test(name) && !existsSync(source)) rmSync(path.join(compiled, name));
    }
  }
}

/**
 * Records that what lay here at `startedAt` is compiled. Written only after a build without errors,
 * because tsc leaves its own record even after a failed one.
 */
export function stampBuild(root, startedAt) {
  const stamp = path.join(root, builtStamp);
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}
