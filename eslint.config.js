import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Data flows one way; each folder sees the others only through their index.ts. */
const allowedImports = {
  codegen: [],
  trainer: ['codegen'],
  boards: ['codegen'],
  scripts: ['codegen', 'trainer', 'boards'],
};

const folders = Object.keys(allowedImports);

/** What tests of every folder may use; a folder on the way must be let in before its file. */
const sharedByTests = ['!**/codegen/testing', '!**/codegen/testing/temporary-folder.js'];

const boundaryRules = folders.map((folder) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: folders
          .filter((other) => other !== folder)
          .map((other) =>
            allowedImports[folder].includes(other)
              ? {
                  group: [`**/${other}/**`, `!**/${other}/index.js`, ...sharedByTests],
                  message: `${folder} sees ${other} only through ${other}/index.js.`,
                }
              : {
                  group: [`**/${other}/**`],
                  message: `${folder} must not import ${other}: data flows one way.`,
                },
          ),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'runs/**', 'build/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['warn', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['warn', { max: 60, skipComments: true, skipBlankLines: true }],
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } },
  ...boundaryRules,
);
