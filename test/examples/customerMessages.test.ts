import { describe, expect, test } from 'vitest';
import { type Message, messagesFolder, readMessages, sameness, withoutRepeats } from '../../examples/customer-messages/messages.ts';
import { learnQueues, wordsOfMessage } from '../../examples/customer-messages/reading.ts';
import { type Form, syntheticMessages } from '../../examples/customer-messages/synthetic.ts';
import { accuracy, auc, type Scored } from './measuring.ts';

function measure(training: readonly Message[], test: readonly Message[]): Scored[] {
  const classifier = learnQueues(training);
  return test.map(({ text, queue }) => {
    const guess = classifier.classify(wordsOfMessage(text));
    return { score: guess.probability, wrong: guess.label !== queue };
  });
}

describe('joining', () => {
  const message = (text: string): Message => ({ text, queue: 'cards' });
  test('drops what repeats the training, whatever its case and spaces', () => {
    const kept = withoutRepeats(['Where is my CARD? ', 'Is my card lost?'].map(message), [message('where is  my card?')]);
    expect(kept.map((one) => one.text)).toEqual(['Is my card lost?']);
  });
  test('keeps a message once that comes twice', () => {
    expect(withoutRepeats(['Hello', 'hello', 'HELLO '].map(message), [])).toHaveLength(1);
  });
  test('gives keys that stay when other rows come or go', () => {
    const [one] = withoutRepeats(['a', 'b'].map(message), []);
    const [, other] = withoutRepeats(['c', 'a'].map(message), []);
    expect(one?.key).toBe(other?.key);
  });
  test('says that the data are not there, instead of guessing', () => {
    expect(messagesFolder('/nowhere')).toBeNull();
  });
});

describe('invented messages', () => {
  const split = (form: Form): Scored[] => measure(syntheticMessages(1, 4000, form), syntheticMessages(2, 1000, form));
  test('are the same for a seed', () => {
    expect(syntheticMessages(3, 50, 'hard')).toEqual(syntheticMessages(3, 50, 'hard'));
    expect(syntheticMessages(3, 50, 'hard')).not.toEqual(syntheticMessages(4, 50, 'hard'));
  });
  test('hard: good and not perfect, and the score tells', () => {
    const rows = split('hard');
    expect(accuracy(rows)).toBeGreaterThan(0.8);
    expect(accuracy(rows)).toBeLessThan(0.97);
    expect(auc(rows)).toBeGreaterThan(0.7);
  });
  test('tied: many messages share few scores', () => {
    const rows = split('tied');
    expect(new Set(rows.map((row) => row.score)).size).toBeLessThan(60);
    expect(accuracy(rows)).toBeGreaterThan(0.8);
    expect(accuracy(rows)).toBeLessThan(0.95);
  });
  test('flat: neither the answer nor the score is worth anything', () => {
    const rows = split('flat');
    expect(accuracy(rows)).toBeLessThan(0.2);
    expect(Math.abs(auc(rows) - 0.5)).toBeLessThan(0.12);
  });
});

const folder = messagesFolder();
describe.skipIf(folder === null)('the real bank messages', () => {
  const train = folder === null ? [] : readMessages(folder, 'train.csv');
  const test_ = folder === null ? [] : readMessages(folder, 'test.csv');
  const joined = withoutRepeats(test_, train);
  test('are joined with their queues, without what the training knows', () => {
    const taught = new Set(train.map((message) => sameness(message.text)));
    expect(joined.length).toBeLessThan(test_.length);
    expect(joined.some((message) => taught.has(sameness(message.text)))).toBe(false);
    expect(new Set(joined.map((message) => message.key)).size).toBe(joined.length);
    expect(new Set(joined.map((message) => message.queue)).size).toBe(10);
  });
  test('are understood well and not perfectly, and the score tells', () => {
    const rows = measure(train, joined);
    expect(accuracy(rows)).toBeGreaterThan(0.85);
    expect(accuracy(rows)).toBeLessThan(0.97);
    expect(auc(rows)).toBeGreaterThan(0.85);
  });
});
