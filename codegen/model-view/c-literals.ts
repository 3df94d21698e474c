import type { ConstantArray, IntegerType, ScalarValue } from '../kernels/kernel.js';

const INT32_MIN = -(2 ** 31);
const INT64_MIN = -(2n ** 63n);

/** A number as a C literal of its type. The least integers have no literal of their own in C. */
export function cLiteral({ type, number }: ScalarValue): string {
  switch (type) {
    case 'int8_t':
    case 'int16_t':
      return `${number}`;
    case 'uint8_t':
    case 'uint16_t':
    case 'uint32_t':
      return `${number}u`;
    case 'int32_t':
      return number === INT32_MIN ? '(-2147483647 - 1)' : `${number}`;
    case 'uint64_t':
      return `${number}ULL`;
    case 'int64_t':
      return number === INT64_MIN ? '(-9223372036854775807LL - 1)' : `${number}LL`;
  }
}

const elementBytes: Record<IntegerType, number> = {
  uint8_t: 1,
  int8_t: 1,
  uint16_t: 2,
  int16_t: 2,
  uint32_t: 4,
  int32_t: 4,
  uint64_t: 8,
  int64_t: 8,
};

/** Bytes of flash that an array takes. */
export function constantBytes({ type, numbers }: ConstantArray): number {
  return elementBytes[type] * numbers.length;
}

const LINE_WIDTH = 96;

/** An array's elements as lines of at most 100 columns with their indentation. */
export function arrayLines({ type, numbers }: Pick<ConstantArray, 'type' | 'numbers'>): string[] {
  const lines: string[] = [];
  let line = '';
  for (let index = 0; index < numbers.length; index++) {
    const literal = `${arrayElement(type, numbers[index])},`;
    if (line && line.length + 1 + literal.length > LINE_WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${literal}` : literal;
  }
  return [...lines, line];
}

/** Bytes of weights read best without a suffix; their type says enough. */
function arrayElement(type: IntegerType, number: number | bigint): string {
  return type === 'uint8_t' ? `${number}` : cLiteral({ type, number });
}
