// Measures one backend: `backend-worker.js BACKEND STEPS_MODULE SECONDS` prints its figures as
// JSON. It is a process of its own, because a backend stays loaded for the life of its process.
import process from 'node:process';
import { selectBackend, type BackendName } from '../../trainer/index.js';
import { measureStep, type CreateSteps } from './benchmark-step.js';

const [prefer, stepsModule, seconds] = process.argv.slice(2);

try {
  await selectBackend({ prefer: prefer as BackendName });
  const { createSteps } = (await import(stepsModule)) as { createSteps: CreateSteps };
  const figures = createSteps().map((step) => measureStep(step, { seconds: Number(seconds) }));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
