export { debianPackages, type DebianPackage } from './debian/debian-packages.js';
export { findExecutable } from './find-executable.js';
export { setUp, type SetUpOptions } from './set-up.js';
export type { Machine, Purpose, SetUpStep } from './set-up-step.js';
