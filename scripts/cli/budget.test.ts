import test from 'ava';
import { byteBudget } from './budget.js';

const rows = [
  { text: 'flash=65536,ram=20480', budget: { flash: 65536, ram: 20480 } },
  { text: 'ram=1', budget: { ram: 1 } },
  { text: 'flash=7', budget: { flash: 7 } },
];

for (const { text, budget } of rows) {
  test(`${text} is a budget`, (t) => {
    t.deepEqual(byteBudget(text), budget);
  });
}

for (const text of ['', 'ram', 'ram=', 'ram=0', 'ram=1,ram=2', 'flash=1k', 'rom=5', 'ram=1,']) {
  test(`"${text}" is no budget`, (t) => {
    t.throws(() => byteBudget(text), { message: /flash=65536,ram=20480/ });
  });
}
