// What calls cost, exactly: prices are decimal texts and sums are scaled integers.
import type { Money } from '../core/agreement.ts';
import { addDecimals, type Decimal, decimalOf, textOfDecimal } from '../core/decimal.ts';
import type { CallPrice, TokenPrice } from './wiring.ts';
import { WiringError } from './wiringError.ts';

export function decimalOfPrice(text: string): Decimal {
  const decimal = decimalOf(text);
  if (decimal !== null && decimal.digits >= 0n) return decimal;
  throw new WiringError(`${JSON.stringify(text)} is no price.`, 'Write a decimal text such as "0.60".');
}

export const costOfCall = (price: CallPrice | undefined): Money | null =>
  price === undefined ? null : { amount: textOfDecimal(decimalOfPrice(price.perCall)), currency: price.currency };

/** A million is six digits. */
function forTokens(perMillion: string, tokens: number): Decimal {
  const { digits, scale } = decimalOfPrice(perMillion);
  return { digits: digits * BigInt(Math.ceil(tokens)), scale: scale + 6 };
}

export function costOfTokens(price: TokenPrice, input: number, output: number): Money {
  const sum = addDecimals(forTokens(price.inputPerMillion, input), forTokens(price.outputPerMillion, output));
  return { amount: textOfDecimal(sum), currency: price.currency };
}
