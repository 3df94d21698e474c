/** Instructions of 32-bit Arm that take equally long, as the tables of the manuals divide them. */
export type InstructionClass =
  | 'alu'
  | 'multiply'
  | 'multiplyAccumulate'
  | 'longMultiply'
  | 'longMultiplyAccumulate'
  | 'dspMultiply'
  | 'divide'
  | 'load'
  | 'store'
  | 'loadDouble'
  | 'storeDouble'
  | 'loadMultiple'
  | 'storeMultiple'
  | 'branch'
  | 'jump'
  | 'call'
  | 'callRegister'
  | 'jumpRegister'
  | 'tableBranch'
  | 'loop'
  | 'predicate'
  | 'floatMove'
  | 'float'
  | 'floatLoad'
  | 'floatStore'
  | 'floatLoadMultiple'
  | 'floatStoreMultiple'
  | 'vector'
  | 'vectorLoad'
  | 'vectorStore';

const condition = '(?:eq|ne|cs|hs|cc|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|al)?';

function mnemonics(names: string): RegExp {
  return new RegExp(`^(?:${names})${condition}$`);
}

/** The first that fits is taken; what fits none is `alu`. */
const scalarRules: readonly (readonly [InstructionClass, RegExp])[] = [
  ['predicate', /^it[te]*$/],
  ['loop', /^(?:le|letp|lctp|wls|dls|wlstp|dlstp)(?:\.\d+)?$/],
  ['jump', /^b$/],
  ['branch', mnemonics('b')],
  ['branch', /^cbn?z$/],
  ['call', mnemonics('bl')],
  ['callRegister', mnemonics('blx')],
  ['jumpRegister', mnemonics('bx|bxns')],
  ['tableBranch', /^tb[bh]$/],
  ['loadDouble', mnemonics('ldrd|ldrexd')],
  ['storeDouble', mnemonics('strd|strexd')],
  ['loadMultiple', mnemonics('(?:ldm(?:ia|ib|da|db|fd|ea|ed|fa)?|pop)')],
  ['storeMultiple', mnemonics('(?:stm(?:ia|ib|da|db|fd|ea|ed|fa)?|push)')],
  ['load', mnemonics('ldr(?:s?[bh]|t|bt|ht|ex[bh]?)?')],
  ['store', mnemonics('str(?:[bh]|t|bt|ht|ex[bh]?)?')],
  ['divide', mnemonics('[su]div')],
  ['longMultiply', mnemonics('[su]mulls?')],
  ['longMultiplyAccumulate', mnemonics('[su]mlals?|umaal|smlal[bt][bt]|smlald?x?|smlsldx?')],
  ['multiply', mnemonics('muls?')],
  ['multiplyAccumulate', mnemonics('mlas?|mls')],
  [
    'dspMultiply',
    mnemonics(
      'smul[bt][bt]|smulw[bt]|smu[as]dx?|smmulr?|smla[bt][bt]|smlaw[bt]|sml[as]dx?|smml[as]r?|usada?8',
    ),
  ],
];

/** Of names that begin with `v`, where no operand is a 128-bit register. */
const floatRules: readonly (readonly [InstructionClass, RegExp])[] = [
  ['floatLoadMultiple', /^v(?:ldm|pop)/],
  ['floatStoreMultiple', /^v(?:stm|push)/],
  ['floatLoad', /^vldr/],
  ['floatStore', /^vstr/],
  ['floatMove', /^v(?:mov|mrs|msr)/],
];

const vectorLoad = /^vld/;
const vectorStore = /^vst/;

const known = new Map<string, InstructionClass>();

/**
 * The class of an instruction, condition and width suffix aside.
 *
 * @example
 * classOf({ mnemonic: 'ldrbne.w', operands: 'r0, [r1]' }); // 'load'
 */
export function classOf({ mnemonic, operands }: Words): InstructionClass {
  const name = mnemonic.replace(/\.[nw]$/, '');
  if (/^v/.test(name)) return vectorClass(name, operands);
  let found = known.get(name);
  if (found === undefined) {
    found = firstFitting(scalarRules, name) ?? 'alu';
    known.set(name, found);
  }
  return found;
}

interface Words {
  readonly mnemonic: string;
  readonly operands: string;
}

function vectorClass(name: string, operands: string): InstructionClass {
  if (vectorLoad.test(name) && isVector(operands)) return 'vectorLoad';
  if (vectorStore.test(name) && isVector(operands)) return 'vectorStore';
  if (isVector(operands)) return 'vector';
  return firstFitting(floatRules, name) ?? 'float';
}

/** VPT and VPST, which name no register, belong to vectors too. */
function isVector(operands: string): boolean {
  return /\bq\d/.test(operands) || operands === '';
}

function firstFitting(
  rules: readonly (readonly [InstructionClass, RegExp])[],
  name: string,
): InstructionClass | undefined {
  return rules.find(([, names]) => names.test(name))?.[0];
}
