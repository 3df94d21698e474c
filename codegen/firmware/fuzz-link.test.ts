import path from 'node:path';
import test from 'ava';
import { execa, type ExecaError } from 'execa';
import type { GeneratedFile } from '../project/target.js';
import { buildFuzzTarget, fuzzCorpus } from '../testing/fuzz-target.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';

const mutations = 8000;

/** Replays the corpus and mutations of it; the same ones every time. */
async function replay(change?: (file: GeneratedFile) => GeneratedFile): Promise<string> {
  return await inTemporaryFolder(async (folder) => {
    const options = { folder: path.join(folder, 'target'), engine: 'replay' } as const;
    const program = await buildFuzzTarget({
      ...options,
      compiler: 'gcc',
      ...(change && { change }),
    });
    const files = await fuzzCorpus();
    const { stdout } = await execa(program, ['1', String(mutations), ...files]);
    return stdout;
  });
}

test('no script makes the link read or write out of bounds, or deaf to HELLO', async (t) => {
  t.timeout(120_000);
  const files = await fuzzCorpus();
  t.is(await replay(), `${files.length} files, ${mutations} mutations`);
});

const mistakes: [title: string, file: string, text: string, instead: string, found: RegExp][] = [
  [
    'a frame longer than the buffer',
    'firmware/link/frame_parser.c',
    'sb_get_u16(bytes + 4) > SB_FRAME_PAYLOAD_BYTES',
    '0',
    /AddressSanitizer|runtime error/,
  ],
  [
    'a piece behind the end of the input',
    'firmware/link/input_loader.c',
    'if (!is_piece(first_block, count)) {',
    'if (0 && !is_piece(first_block, count)) {',
    /AddressSanitizer|runtime error/,
  ],
  [
    'a parser that drops what follows an altered frame',
    'firmware/link/frame_parser.c',
    'seek_start(parser);\n    return is_news;',
    'drop(parser, parser->count);\n    return is_news;',
    /broken: a HELLO is answered at once/,
  ],
];

for (const [title, file, text, instead, found] of mistakes) {
  test(`fuzzing finds ${title}`, async (t) => {
    t.timeout(120_000);
    const change = ({ path: name, contents }: GeneratedFile): GeneratedFile => {
      if (name !== file) return { path: name, contents };
      t.true(contents.includes(text), 'the place was found');
      return { path: name, contents: contents.replace(text, instead) };
    };
    const error = await t.throwsAsync<ExecaError<{ all: false }>>(replay(change));
    t.regex(String(error.stderr), found);
  });
}
