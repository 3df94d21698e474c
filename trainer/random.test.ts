import test from 'ava';
import { createRandom } from './random.js';

const many = 20_000;

const draw = (seed: number | string, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

test('A seed gives the same numbers on every machine and in every version.', (t) => {
  const words = draw(1, 4).map((value) => value * 2 ** 32);
  t.deepEqual(words, [851684168, 410337372, 2857703182, 353629022]);
});

test('Equal seeds give equal streams, and neighbouring seeds share nothing.', (t) => {
  t.deepEqual(draw(7, 100), draw('7', 100));
  const [first, second] = [new Set(draw(7, 1000)), draw(8, 1000)];
  t.false(second.some((value) => first.has(value)));
});

test('The first number is uniform over consecutive seeds.', (t) => {
  const tenths = new Array<number>(10).fill(0);
  for (let seed = 0; seed < many; seed++) tenths[createRandom(seed).integer(10)] += 1;
  for (const count of tenths) t.true(Math.abs(count - many / 10) < 5 * Math.sqrt(many / 10));
});

test('A fork depends on the seed and its label, not on what was drawn.', (t) => {
  const drawn = createRandom(3);
  for (let i = 0; i < 10; i++) drawn.next();
  t.is(drawn.fork('a').next(), createRandom(3).fork('a').next());
  t.not(drawn.fork('a').next(), drawn.fork('b').next());
  t.not(createRandom(4).fork('a').next(), drawn.fork('a').next());
});

test('Whole numbers are uniform from 0 to n − 1.', (t) => {
  const random = createRandom(5);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < many; i++) counts[random.integer(7)] += 1;
  for (const count of counts) t.true(Math.abs(count - many / 7) < 5 * Math.sqrt(many / 7));
});

test('Normal numbers have mean 0, variance 1 and the tails of a bell curve.', (t) => {
  const random = createRandom(6);
  const values = Array.from({ length: many }, () => random.normal());
  const mean = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / many;
  t.true(Math.abs(mean(1)) < 0.03);
  t.true(Math.abs(mean(2) - 1) < 0.05);
  t.true(Math.abs(mean(3)) < 0.08);
  t.true(Math.abs(mean(4) - 2.9) < 0.2);
});

test('Numbers between two bounds stay between them.', (t) => {
  const random = createRandom(9);
  const values = Array.from({ length: 1000 }, () => random.between(-2, 3));
  t.true(Math.min(...values) >= -2 && Math.min(...values) < -1.9);
  t.true(Math.max(...values) < 3 && Math.max(...values) > 2.9);
});

test('Shuffling keeps every element, and each comes to each place equally often.', (t) => {
  const random = createRandom(10);
  const counts = Array.from({ length: 4 }, () => new Array<number>(4).fill(0));
  for (let i = 0; i < 4000; i++) {
    const order = random.shuffle(Uint32Array.of(0, 1, 2, 3));
    t.deepEqual([...order].sort(), [0, 1, 2, 3]);
    order.forEach((element, place) => (counts[element][place] += 1));
  }
  for (const count of counts.flat()) t.true(Math.abs(count - 1000) < 150);
});
