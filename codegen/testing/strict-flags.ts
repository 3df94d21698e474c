/** What generated C is promised to compile with; without a word, whatever the compiler. */
export const strictFlags = [
  '-std=c99',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wconversion',
  '-Wshadow',
  '-pedantic',
];
