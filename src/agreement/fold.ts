// One spelling for many ways to type: case, typographic apostrophes, spaces that do not break, accents in two characters (macOS).
// Quoted text is never touched. Every folded character knows where it stood, so that a problem can point at the sentence as typed.

export interface Quote {
  /** Folded position after the closing mark. */
  readonly end: number;
  /** What stands inside, as typed; a doubled closing mark is one. */
  readonly text: string;
}

export interface Folded {
  readonly text: string;
  readonly original: string;
  /** Place in the original of each folded character, and of the end. */
  readonly at: readonly number[];
  /** By the folded position of the opening mark. */
  readonly quotes: ReadonlyMap<number, Quote>;
  /** Place in the original of a quotation mark that nobody closes. */
  readonly unclosed: number | null;
}

const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“”', '«': '»', '»': '«' };
const plain = /[A-Za-z0-9.,'%:()/-]/;
const space = /\s/;
const invisible = /^[\u00ad\u200b\ufeff]$/;
const folds: Readonly<Record<string, string>> = { '’': "'", ʼ: "'", '‘': "'", '‑': '-', '‐': '-', '−': '-' };

/** From the opening mark at `start`: where the quote ends, and its text. */
function quoteAt(sentence: string, start: number): { readonly end: number; readonly text: string } | null {
  const open = sentence.charAt(start);
  const closers = closing[open] ?? '';
  let text = '';
  for (let n = start + 1; n < sentence.length; n += 1) {
    const c = sentence.charAt(n);
    if (!closers.includes(c)) {
      text += c;
    } else if (sentence.charAt(n + 1) === c) {
      text += c;
      n += 1;
    } else {
      return { end: n + 1, text: open === '«' ? withoutFrenchSpaces(text) : text };
    }
  }
  return null;
}

/** French guillemets have one space inside on both sides, which is typography and not text. */
function withoutFrenchSpaces(text: string): string {
  return text.length >= 2 && /^[ \u00a0\u202f]/.test(text) && /[ \u00a0\u202f]$/.test(text) ? text.slice(1, -1) : text;
}

export function fold(original: string): Folded {
  let text = '';
  const at: number[] = [];
  const quotes = new Map<number, Quote>();
  let unclosed: number | null = null;
  let quoteEnd = 0;
  let place = 0;
  while (place < original.length) {
    const c = original.charAt(place);
    // Nearly every character is a plain one with a plain one after it; the rest of the loop is ten times as slow.
    if (plain.test(c) && (place + 1 === original.length || original.charCodeAt(place + 1) < 0x300)) {
      text += c.toLowerCase();
      at.push(place);
      place += 1;
      continue;
    }
    if (space.test(c)) {
      if (text !== '' && (text.length === quoteEnd || !text.endsWith(' '))) {
        text += ' ';
        at.push(place);
      }
      place += 1;
      continue;
    }
    const quote = closing[c] === undefined ? null : quoteAt(original, place);
    if (quote !== null) {
      const start = text.length;
      text += original.slice(place, quote.end);
      while (place < quote.end) at.push(place++);
      quoteEnd = text.length;
      quotes.set(start, { end: quoteEnd, text: quote.text });
      continue;
    }
    if (closing[c] !== undefined) unclosed ??= place;
    const size = clusterAt(original, place);
    const cluster = original.slice(place, place + size);
    const folded = invisible.test(cluster) ? '' : (folds[cluster] ?? cluster.normalize('NFC').toLowerCase());
    text += folded;
    for (let n = 0; n < folded.length; n += 1) at.push(place);
    place += size;
  }
  let end = text.length;
  while (end > quoteEnd && /[ .]/.test(text.charAt(end - 1))) end -= 1;
  const stop = end === text.length ? original.length : (at[end] ?? original.length);
  at.length = end;
  at.push(stop);
  return { text: text.slice(0, end), original, at, quotes, unclosed };
}

/** Length of the code point at `place` with the accents that follow it. */
function clusterAt(text: string, place: number): number {
  let size = (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  while (/\p{M}/u.test(text.charAt(place + size))) size += 1;
  return size;
}

/** The sentence as typed between two folded positions. */
export const typed = (folded: Folded, from: number, to: number): string => folded.original.slice(folded.at[from], folded.at[to]);
