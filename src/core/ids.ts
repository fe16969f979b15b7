// Public ids: `<process number in base 36>-<26 characters>`, ordered by time within a process (RULINGS B2). Time and chance come in.
import type { Instant } from './time.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 10 characters of time and 16 of chance (80 bits, from 10 bytes). */
export function publicId(process: number, at: Instant, chance: Uint8Array): string {
  if (chance.length < 10) throw new Error(`An id needs 10 bytes of chance, not ${chance.length}.`);
  let time = '';
  let rest: number = at;
  for (let n = 0; n < 10; n += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  let bits = 0;
  let held = 0;
  for (const byte of chance.subarray(0, 10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      tail += alphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return `${process.toString(36)}-${time}${tail}`;
}

/** The process number of a public id; null when it is not one. */
export function processOfId(id: string): number | null {
  const match = /^([0-9a-z]{1,7})-[0-9a-hjkmnp-tv-z]{26}$/.exec(id);
  return match === null ? null : Number.parseInt(match[1] ?? '', 36);
}
