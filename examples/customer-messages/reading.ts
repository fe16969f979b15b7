// What the model of this example reads in a message: its words and neighbouring words. This is the place where your own call would stand.
import { type Classifier, train, withPairs, wordsOf } from '../classifier.ts';
import type { Message } from './messages.ts';

export const wordsOfMessage = (text: string): string[] => withPairs(wordsOf(text));

/** Learns the queue of a message from messages whose queue is known. */
export const learnQueues = (messages: readonly Message[]): Classifier =>
  train(messages.map(({ text, queue }) => ({ words: wordsOfMessage(text), label: queue })));
