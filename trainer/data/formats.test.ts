import test from 'ava';
import { datasetFormats, loadDataset } from './formats.js';

test('Every format has a name of its own and one line of description.', (t) => {
  const names = datasetFormats.map(({ name }) => name);
  t.is(names.join(' '), 'digits mnist fashion-mnist cifar10 folder npz kws12 asc40 wav');
  for (const { description, layout, needsFolder } of datasetFormats) {
    t.regex(description, /^[^\n]{20,95}$/);
    t.is(layout.length > 0, needsFolder);
    for (const line of layout) t.regex(line, /^[^\n]{5,95}$/);
  }
});

test('An unknown format is refused with the list of those that are known.', async (t) => {
  const error = await t.throwsAsync(loadDataset('mnits'), { code: 'SB_DATA_UNKNOWN' });
  t.true(error?.message.includes('"mnits"'));
  for (const { name } of datasetFormats) t.true(error?.message.includes(name));
});

for (const format of datasetFormats.filter(({ needsFolder }) => needsFolder)) {
  const { name } = format;
  test(`${name} says that it needs a folder, and names a folder that is not there.`, async (t) => {
    for (const load of [() => loadDataset(name), () => format.load({})]) {
      const error = await t.throwsAsync(load, { code: 'SB_DATA_FOLDER_NEEDED' });
      t.true(error?.message.includes(name) && error.message.includes('--data'));
    }
    const missing = await t.throwsAsync(loadDataset(name, { folder: '/no/such-place' }), {
      code: 'SB_DATA_MISSING',
    });
    t.true(missing?.message.includes('such-place'));
  });
}

for (const { name } of datasetFormats.filter(({ needsFolder }) => !needsFolder)) {
  test(`${name} loads without a folder, and its parts have what they say.`, async (t) => {
    const { shape, classes, ...parts } = await loadDataset(name, { count: 40 });
    const size = shape.reduce((product, length) => product * length);
    for (const { images, labels, count } of [parts.train, parts.validation, parts.test]) {
      t.true(count > 0);
      t.is(images.length, count * size);
      t.is(labels.length, count);
      t.true(labels.every((label) => label < classes.length));
    }
  });
}
