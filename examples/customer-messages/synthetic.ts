// Invented messages for where the real ones are not: the twin of the data set in tests. Three forms, since each has broken somebody's rule:
// hard (queues that sound alike), tied (a few texts over and over, so that scores are equal), flat (the text says nothing about the queue).
import { type Chance, chance } from '../chance.ts';
import type { KeyedMessage } from './messages.ts';

export type Form = 'hard' | 'tied' | 'flat';

const says: Readonly<Record<string, readonly string[]>> = {
  security: ['my card was stolen', 'someone took money from my account', 'I lost my phone on the bus', 'a payment I do not recognise'],
  cards: ['my new card has not come', 'how do I activate the card', 'I forgot my passcode', 'the card does not work'],
  payments: ['my card payment was declined', 'I was charged twice', 'where is my refund', 'the payment is still pending'],
  transfers: ['my transfer has not arrived', 'how long does a transfer take', 'I want to cancel a transfer', 'the transfer was declined'],
  cash: ['the machine gave me the wrong amount', 'my cash withdrawal is pending', 'where can I get cash', 'the cheque is not in my balance'],
  top_up: ['my top up failed', 'what is the limit for topping up', 'the top up was reverted', 'automatic top up please'],
  exchange: ['the exchange rate is wrong', 'which currencies can I hold', 'how do I exchange euros', 'the rate was different'],
  fees: ['why was I charged a fee', 'there is an extra charge on my statement', 'is there a fee for transfers', 'you charged me for cash'],
  identity: ['how do I verify my identity', 'my passport was not accepted', 'why do you need proof', 'where do my funds come from'],
  account: ['can I close my account', 'I changed my name', 'can my son have an account', 'in which countries are you'],
};
const queues = Object.keys(says);
const openings = ['Hello,', 'Hi there,', 'Please help,', 'Quick question:', 'I am angry,', ''];
const endings = ['what can I do?', 'can you help?', 'thanks', 'this is the second time I ask', 'since yesterday', ''];
/** Words of several queues, or of none. */
const noise = ['card', 'account', 'transfer', 'fee', 'money', 'app', 'payment', 'pending', 'wrong', 'abroad', 'declined', 'charged'];

function textOf(draw: Chance, form: Form, queue: string): string {
  if (form === 'flat') return `${draw.of(openings)} ${draw.of(noise)} ${draw.of(noise)} ${draw.of(noise)} ${draw.of(endings)}`.trim();
  const spoken = draw.of(says[queue] ?? noise);
  if (form === 'tied') return spoken;
  const kept = spoken.split(' ').filter(() => draw.yes(0.8));
  const strange = draw.yes(0.12) ? draw.of(says[draw.of(queues)] ?? noise) : draw.of(noise);
  return `${draw.of(openings)} ${kept.join(' ')} ${strange} ${draw.of(endings)}`.trim();
}

/** `count` messages of this seed; in `tied`, one in eight belongs elsewhere than its text says, as people disagree. */
export function syntheticMessages(seed: number, count: number, form: Form): KeyedMessage[] {
  const draw = chance(seed, `messages ${form}`);
  return Array.from({ length: count }, (_, at) => {
    const queue = draw.of(queues);
    const text = textOf(draw, form, form === 'tied' && draw.yes(1 / 8) ? draw.of(queues) : queue);
    return { key: `SYN-${seed}-${at}`, text, queue };
  });
}
