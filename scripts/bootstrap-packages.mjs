import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './bootstrap-error.mjs';

/**
 * The packages of package-lock.json that are not installed in that version, by npm's own record of
 * what it installed. Optional ones may be absent. A node_modules that somebody filled by hand
 * counts as installed, so that the TensorFlow library in it is not thrown away for nothing.
 */
export function outdatedPackages(root) {
  const wanted = wantedPackages(root);
  const installed = installedPackages(root);
  return Object.entries(wanted)
    .filter(([name, { version, optional }]) => {
      if (name === '' || (optional && installed[name] === undefined)) return false;
      return installed[name]?.version !== version;
    })
    .map(([name]) => name);
}

function wantedPackages(root) {
  try {
    return readPackages(path.join(root, 'package-lock.json'));
  } catch (error) {
    throw new BootstrapError(
      'SB_LOCKFILE_UNREADABLE',
      `package-lock.json cannot be read (${error.message}). Restore it with "git checkout package-lock.json".`,
    );
  }
}

/** A record that is missing or broken means that nothing can be relied on, so npm starts afresh. */
function installedPackages(root) {
  try {
    return readPackages(path.join(root, 'node_modules/.package-lock.json'));
  } catch {
    return {};
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
