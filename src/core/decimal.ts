// Exact decimals in scaled bigint, for money and for rules. A sum of money is never a float.

export interface Decimal {
  readonly digits: bigint;
  /** Number of digits after the mark. */
  readonly scale: number;
}

const form = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads `-12500.50`; null for anything else (no exponent, no grouping, no plus sign). */
export function decimalOf(text: string): Decimal | null {
  const parts = form.exec(text);
  if (parts === null) return null;
  const fraction = parts[3] ?? '';
  const digits = BigInt(`${parts[2] ?? '0'}${fraction}`);
  return { digits: parts[1] === '-' ? -digits : digits, scale: fraction.length };
}

/** Brings both to one scale. */
function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

/** Negative, zero or positive, as a is below, equal to or above b. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return { digits: x + y, scale };
}

const size = (n: bigint): bigint => (n < 0n ? -n : n);

/** Whether |a - b| is more than `by`; with `percent`, more than `by` percent of |b|: |a - b| * 100 > by * |b|. */
export function differsByMore(a: Decimal, b: Decimal, by: Decimal, percent: boolean): boolean {
  const [x, y, scale] = aligned(a, b);
  const difference = size(x - y) * 10n ** BigInt(by.scale);
  if (percent) return difference * 100n > by.digits * size(y);
  return difference > by.digits * 10n ** BigInt(scale);
}

/** `12500.50`, with exactly its scale. */
export function textOfDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = size(digits)
    .toString()
    .padStart(scale + 1, '0');
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The decimal text of a finite number. `String` writes 1e-7 and 1e+21; a decimal has no exponent. */
export function textOfNumber(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const decimal = decimalOf(mantissa);
  if (decimal === null) throw new Error(`No decimal is ${value}.`);
  const scale = decimal.scale - Number(exponent);
  return scale >= 0 ? textOfDecimal({ digits: decimal.digits, scale }) : textOfDecimal({ digits: decimal.digits * 10n ** BigInt(-scale), scale: 0 });
}
