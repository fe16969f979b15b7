// A small process for tests of the command line: an AI that takes its time, and cases with what is right. The agreement is ../loans.ts.

/** Accepts up to `limit`. Each call takes 20 ms, as one over the network would, and leaves a line in the file `asked`. */
export const wiring = (limit = 500, concurrency = 20): string => `import { appendFileSync } from 'node:fs';
import { defineAi, fn } from 'fortnight';
export default defineAi('loans', {
  version: '1',
  concurrency: ${concurrency},
  model: fn(async ({ key, input }) => {
    appendFileSync('asked', key + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const amount = Number(input.amount);
    return { decision: amount > ${limit} ? 'refuse' : 'accept', score: (amount % 100) / 100 };
  }),
});
`;

export interface Loan {
  readonly key: string;
  readonly amount: string;
  readonly text: string;
  readonly right: 'accept' | 'refuse';
}

/** The n-th request; above 505 it is refused, so that an AI with the limit 500 never accepts a bad one. */
export function loan(n: number): Loan {
  const amount = (n * 37) % 1000;
  return { key: `L${n}`, amount: `${amount}.50`, text: `Café für Müller ${n}`, right: amount > 505 ? 'refuse' : 'accept' };
}
export const someLoans = (count: number): readonly Loan[] => Array.from({ length: count }, (_, n) => loan(n + 1));

export const csvOf = (rows: readonly Loan[]): string =>
  `key,amount,text,right\n${rows.map(({ key, amount, text, right }) => `${key},${amount},${text},${right}\n`).join('')}`;
