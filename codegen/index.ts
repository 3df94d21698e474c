export { SoftbitError, type SoftbitErrorOptions, type ExitCode } from './softbit-error.js';
