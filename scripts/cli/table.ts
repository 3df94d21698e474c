import Table from 'cli-table3';

/** A plain table without colours or inner lines: first column to the left, text elsewhere too. */
export function createTable(head: readonly string[]): Table.Table {
  const none = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  return new Table({
    head: [...head],
    chars: none,
    style: { head: [], border: [], compact: true },
  });
}
