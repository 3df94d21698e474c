#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';

const entry = new URL('../dist/scripts/main.js', import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  console.error('SB_NOT_BUILT: this checkout is not built yet; run "npm run setup" first.');
  process.exitCode = 3;
}
