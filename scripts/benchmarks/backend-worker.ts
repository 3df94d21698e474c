// Measures one backend: `backend-worker.js BACKEND WORKERS STEPS_MODULE SECONDS` prints its figures
// as JSON. It is a process of its own, because a backend stays loaded for the life of its process.
import process from 'node:process';
import { selectBackend, threadsOf, type BackendName } from '../../trainer/index.js';
import { measureStep, type CreateSteps, type StepFigures } from './benchmark-step.js';

const [prefer, workers, stepsModule, seconds] = process.argv.slice(2);

try {
  await selectBackend({ prefer: prefer as BackendName, threads: threadsOf(Number(workers)) });
  const { createSteps } = (await import(stepsModule)) as { createSteps: CreateSteps };
  const figures: StepFigures[] = [];
  for await (const step of createSteps(Number(workers))) {
    figures.push(await measureStep(step, { seconds: Number(seconds) }));
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
