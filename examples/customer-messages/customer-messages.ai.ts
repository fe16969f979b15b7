// The wiring: the small classifier learns from the training messages when the first case comes, in about a second.
import { defineAi, fn, type ModelAnswer, type Question } from 'fortnight';
import type { Classifier } from '../classifier.ts';
import { readMessages, requireMessages } from './messages.ts';
import { learnQueues, wordsOfMessage } from './reading.ts';

// Said at once and not case by case, when the data are missing.
const folder = requireMessages();
let classifier: Classifier | null = null;

export function ask({ input }: Question): ModelAnswer {
  classifier ??= learnQueues(readMessages(folder, 'train.csv'));
  const { label, probability } = classifier.classify(wordsOfMessage(typeof input.text === 'string' ? input.text : ''));
  return { decision: label, signals: { probability } };
}

export default defineAi('customer-messages', {
  version: '2026-11-20',
  model: fn(ask, {
    name: 'message-classifier-1',
    files: ['../classifier.ts', '../chance.ts', './reading.ts', './messages.ts'],
    price: { currency: 'CHF', perCall: '0.00' },
  }),
});
