/** Told apart by people with any kind of colour vision. Source: Okabe and Ito, 2008. */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
] as const;
