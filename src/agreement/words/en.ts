// English: how sentences are said and questioned. The first template of a row is the written form.
import type { Language } from '../../core/agreement.ts';
import type { Words } from './words.ts';

const q = (text: string): string => `"${text}"`;
const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'French', de: 'German' };
const things = { money: 'an amount', number: 'a number', date: 'a date' } as const;

export const en: Words = {
  articles: ['the '],
  yes: 'yes',
  no: 'no',
  quotes: { open: '"', close: '"', closing: /"/g },
  percent: { written: '%', read: ['%', 'percent', 'per cent'] },
  inProportion: 'in proportion',
  points: ['points', 'percentage points'],
  templates: {
    above: [
      '{field} is above {value}',
      '{field} is over {value}',
      '{field} is more than {value}',
      '{field} is greater than {value}',
      '{field} is higher than {value}',
      '{field} exceeds {value}',
    ],
    atLeast: ['{field} is at least {value}'],
    below: ['{field} is below {value}', '{field} is less than {value}', '{field} is under {value}', '{field} is lower than {value}'],
    atMost: ['{field} is at most {value}'],
    after: ['{field} is after {value}'],
    from: ['{field} is on or after {value}'],
    before: ['{field} is before {value}'],
    until: ['{field} is on or before {value}'],
    is: ['{field} is {value}', '{field}: {value}'],
    isNot: ['{field} is not {value}', "{field} isn't {value}"],
    amounts: ['{field} is {value}'],
    amountsNot: ['{field} is not {value}'],
    on: ['{field} is {value}'],
    onNot: ['{field} is not {value}'],
    missing: ['{field} is missing', 'there is no {field}'],
    notMissing: ['{field} is not missing', "{field} isn't missing", '{field} is present'],
    differs: ['{field} differs from {other} by more than {by}', '{field} and {other} differ by more than {by}'],
    decision: ['the decision is {decision}', 'decide {decision}'],
    decisionNot: ['the decision is not {decision}'],
    person: ['a person decides'],
    nobody: ['no one has to look at it'],
    team: ['it goes to {team}'],
  },
  negations: ['not', 'no', 'never', 'none', 'without', "isn't", 'cannot', 'neither', 'nor'],
  negativePrefixes: ['un', 'in', 'im', 'ir', 'il', 'non', 'non-', 'dis', 'de', 'mis'],
  opposites: [
    [
      ['above', 'over', 'more', 'greater', 'higher', 'exceeds', 'least', 'after'],
      ['below', 'under', 'less', 'lower', 'most', 'before'],
    ],
    [['yes'], ['no']],
  ],
  joins: ['and', 'or', 'but'],
  kinds: {
    text: 'a text',
    choice: 'a choice',
    money: 'an amount of money',
    number: 'a number',
    date: 'a date',
    yesno: 'a yes or no',
    file: 'a file',
  },
  say: {
    unknownField: (name, fields) => ({
      message: `This process has no ${q(name)}.`,
      why: 'A rule reads the fields of the case, never the text of the AI.',
      do: `It has: ${fields}.`,
    }),
    noOrder: (label, kind, example) => ({
      message: `${q(label)} is ${kind}; it has no above or below.`,
      why: 'Only amounts, numbers and dates have an order.',
      do: `Write for example: ${example}`,
    }),
    noBeforeAfter: (label, kind, example) => ({
      message: `${q(label)} is ${kind}; it has no before or after.`,
      why: 'Before and after are for dates.',
      do: `Write for example: ${example}`,
    }),
    noDifference: (label, kind) => ({
      message: `${q(label)} is ${kind}; no difference can be computed from it.`,
      why: 'A difference needs two amounts or two numbers.',
      do: 'Name two amounts or two numbers.',
    }),
    unlike: (a, b) => ({
      message: `${q(a)} and ${q(b)} are not in the same unit.`,
      why: 'Nothing is converted, so their difference has no meaning.',
      do: 'Name two fields in the same currency or unit.',
    }),
    sameField: (label) => ({
      message: `${q(label)} is compared with itself.`,
      why: 'It never differs from itself, so this rule would never stop a case.',
      do: 'Name another field as the second one.',
    }),
    onlyMissing: (label, example) => ({
      message: `${q(label)} is a file; it can only be missing or not missing.`,
      why: 'A rule does not read inside files.',
      do: `Write for example: ${example}`,
    }),
    badChoice: (value, label, possible) => ({
      message: `${q(value)} is not a possible value of ${q(label)}.`,
      why: 'A rule with a value that never occurs would never stop a case.',
      do: `Possible are: ${possible}.`,
    }),
    badYesNo: (value, label) => ({
      message: `${q(label)} is yes or no, not ${q(value)}.`,
      why: 'A rule with a value that never occurs would never stop a case.',
      do: 'Write yes or no.',
    }),
    badQuantity: (value, type, label, example) => ({
      message: `${q(value)} is not ${things[type]} for ${q(label)}.`,
      why: 'What cannot be read for certain is not guessed.',
      do: `Write for example ${example}.`,
    }),
    negative: (value) => ({
      message: `A difference cannot be more than ${value} in size: it is never negative.`,
      why: 'The rule would be true for every case.',
      do: 'Write a number from 0.',
    }),
    tooFine: (value, currency, digits) => ({
      message: `${q(value)} has more decimals than ${currency} has.`,
      why: `${currency} has ${digits} decimals.`,
      do: 'Remove the last digits.',
    }),
    foreignNumber: (value, right) => ({
      message: `${q(value)} is not how numbers are written in this file.`,
      why: 'One way to write numbers in one file; elsewhere the same marks mean something else.',
      do: `Write ${right}.`,
    }),
    ambiguousNumber: (value, one, other) => ({
      message: `Is ${value} ${one} or ${other}?`,
      why: 'Three digits after one mark may be thousands or decimals; we do not guess.',
      do: `Write ${one} or ${other}.`,
    }),
    unknownCurrency: (word, currency) => ({
      message: `${q(word)} is not a currency.`,
      why: 'Currencies are the three letters of ISO 4217.',
      do: `Write ${currency}.`,
    }),
    otherCurrency: (word, currency, label) => ({
      message: `${q(label)} is in ${currency}, not in ${word}.`,
      why: 'Nothing is converted.',
      do: `Write the amount in ${currency}.`,
    }),
    unknownUnit: (word, label, unit) => ({
      message: unit === null ? `${q(label)} has no unit, but ${q(word)} was written.` : `${q(label)} is in ${unit}, not in ${q(word)}.`,
      why: 'Nothing is converted.',
      do: unit === null ? 'Write the number alone.' : `Write the number with ${unit}, or alone.`,
    }),
    unclearDifference: (value, one, other) => ({
      message: `By more than ${value}: is this ${one} or ${other}?`,
      why: 'Both can be meant; we do not guess.',
      do: `Write ${one} or ${other}.`,
    }),
    unquoted: (value, label, quoted) => ({
      message: `${q(label)} is a text, and ${value} stands without quotation marks.`,
      why: 'Without marks, a typing error could become a text unnoticed.',
      do: `Write ${quoted}.`,
    }),
    unclosed: () => ({
      message: 'A quotation mark is opened and never closed.',
      why: 'It is not clear where the text ends.',
      do: 'Close it with the same kind of mark. A mark inside the text is written twice.',
    }),
    foreignLanguage: (looksLike, file) => ({
      message: `This looks like ${languageNames[looksLike]}; the file says ${languageNames[file]}.`,
      why: 'All sentences of a file are in one language.',
      do: `Write it in ${languageNames[file]}, or change "sentences:".`,
    }),
    ambiguous: (one, other) => ({
      message: `This can mean two things: ${one} | ${other}`,
      why: 'Two labels or values fit the same words.',
      do: 'Write it so that only one fits: another label, or the value in quotation marks.',
    }),
    oneAtATime: () => ({
      message: 'This sentence says two things.',
      why: 'Each rule is one sentence, and any one of them is enough for a person to decide.',
      do: 'For "or", write two sentences. "And" cannot be said in one rule.',
    }),
    unknownSentence: (sentence, forms) => ({
      message: `I do not understand ${q(sentence)}.`,
      why: 'What is not understood for certain is not guessed.',
      do: `You can write: ${forms}`,
    }),
  },
};
