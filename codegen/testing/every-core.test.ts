import test from 'ava';
import { runModel } from '../reference/run-model.js';
import { randomInput, randomModel } from './random-model.js';
import { runOnCore } from './run-on-core.js';
import { testMachines, type TestMachineName } from './test-machines.js';

const names = Object.keys(testMachines) as TestMachineName[];

for (const name of names) {
  test.serial(`generated C equals the reference on 8 random graphs on ${name}`, async (t) => {
    t.timeout(120_000);
    const runs = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => {
      const model = randomModel(seed);
      return { model, inputs: [randomInput(seed, model)] };
    });
    const outputs = await runOnCore(name, runs);
    runs.forEach(({ model, inputs }, index) => {
      t.deepEqual(outputs[index][0], runModel(model, inputs[0]).get(model.output), model.name);
    });
  });
}
