import { partNames, type DatasetDescription, type DatasetFormat } from '../../trainer/index.js';
import { createTable } from './table.js';

/** Every format with the files that it reads. */
export function formatsText(formats: readonly DatasetFormat[]): string {
  return formats
    .map(({ name, description, layout }) =>
      [`${name}: ${description}`, ...layout.map((line) => `    ${line}`)].join('\n'),
    )
    .join('\n\n');
}

/** Counts by class and part, and what is wrong. */
export function descriptionText(description: DatasetDescription): string {
  const { name, shape, zeroPoint, classes, parts, problems } = description;
  const table = createTable(['class', ...partNames]);
  classes.forEach((className, label) => {
    table.push([className, ...partNames.map((part) => parts[part].byClass[label])]);
  });
  table.push(['all', ...partNames.map((part) => parts[part].count)]);
  const zero = zeroPoint === 0 ? '' : `, ${zeroPoint} stands for 0`;
  return [
    `${name}: ${shape.join('×')} bytes a sample${zero}, ${classes.length} classes`,
    table.toString(),
    ...(problems.length === 0
      ? ['No problem found.']
      : problems.map((line) => `Problem: ${line}.`)),
  ].join('\n');
}
