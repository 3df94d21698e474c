import { add, constant, div, mul, type Code, type Local } from './assembler.js';

/** The rational function of `tanh.ts` in floats, whose Horner form begins with the last term. */
const numerator = [
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8,
  1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3,
];
const denominator = [
  1.19825839466702e-6, 1.18534705686654e-4, 2.2684346324390002e-3, 4.89352518554385e-3,
];

/** tanh of an angle, given its square. */
export function tanh(angle: Local, square: Local): Code {
  return div(mul(angle, polynomial(square, numerator)), polynomial(square, denominator));
}

function polynomial(variable: Local, [first, ...others]: readonly number[]): Code {
  return others.reduce<Code>(
    (sum, coefficient) => add(mul(sum, variable), constant(coefficient)),
    constant(first),
  );
}
