import test from 'ava';
import { AnswerTimes } from './answer-times.js';

test('A slow line is waited for longer: three times what its bytes take.', (t) => {
  const times = [9600, 921_600].map((baud) => new AnswerTimes({ baud, soundMs: 0 }).quickMs(960));
  t.deepEqual(times.map(Math.round), [3000, 31]);
});

test('An inference is waited for as long as earlier ones took, or as is told of the first.', (t) => {
  const times = new AnswerTimes({ soundMs: 0, firstInferenceMs: 700 });
  t.is(times.inferenceMs(0), 700);
  times.noteInference(40);
  t.is(times.inferenceMs(0), 120);
  times.noteInference(10);
  t.is(times.inferenceMs(0), 114, 'the slow one counts for a while');
});

test('What is late on a sound line is only late; where something was lost it is asked for soon.', (t) => {
  const times = new AnswerTimes({ soundMs: 1000, lossyMs: 20 });
  t.is(times.quickMs(0), 1000);
  times.noteLoss();
  t.is(times.quickMs(0), 20);
  for (let answer = 0; answer < 50; answer++) times.noteAnswer();
  t.is(times.quickMs(0), 1000);
});

test('A device is given up after twenty of its inferences, but not before 30 s, or as is wished.', (t) => {
  const times = new AnswerTimes({});
  times.noteInference(100);
  t.is(times.patienceMs(0), 30_000);
  times.noteInference(4000);
  t.is(times.patienceMs(0), 80_000);
  t.is(new AnswerTimes({ timeoutMs: 7 }).patienceMs(0), 7);
});

test('Silence after silence is waited through for longer, up to 5 s.', (t) => {
  const times = new AnswerTimes({});
  const waits = [0, 1, 3, 5, 20].map((silences) => times.afterSilences(200, silences));
  t.deepEqual(waits, [200, 400, 1600, 5000, 5000]);
  t.is(times.afterSilences(9000, 3), 9000);
});
