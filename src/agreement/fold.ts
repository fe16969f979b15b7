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
const invisible = /[\u00ad\u200b\ufeff]/;
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
  const add = (piece: string, place: number): void => {
    for (let n = 0; n < piece.length; n += 1) at.push(place);
    text += piece;
  };
  let place = 0;
  while (place < original.length) {
    const c = original.charAt(place);
    if (closing[c] !== undefined) {
      const quote = quoteAt(original, place);
      if (quote === null) {
        unclosed ??= place;
      } else {
        const start = text.length;
        for (let n = place; n < quote.end; n += 1) add(original.charAt(n), n);
        quotes.set(start, { end: text.length, text: quote.text });
        quoteEnd = text.length;
        place = quote.end;
        continue;
      }
    }
    if (/\s/.test(c)) {
      if (text !== '' && (text.length === quoteEnd || !text.endsWith(' '))) add(' ', place);
      place += 1;
    } else if (invisible.test(c)) {
      place += 1;
    } else {
      const size = clusterAt(original, place);
      const cluster = original.slice(place, place + size);
      add(folds[cluster] ?? cluster.normalize('NFC').toLowerCase(), place);
      place += size;
    }
  }
  let end = text.length;
  while (end > quoteEnd && /[ .]/.test(text.charAt(end - 1))) end -= 1;
  const stop = end === text.length ? original.length : (at[end] ?? original.length);
  return { text: text.slice(0, end), original, at: [...at.slice(0, end), stop], quotes, unclosed };
}

/** Length of the code point at `place` with the accents that follow it. */
function clusterAt(text: string, place: number): number {
  let size = (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  while (/\p{M}/u.test(text.charAt(place + size))) size += 1;
  return size;
}

/** The sentence as typed between two folded positions. */
export const typed = (folded: Folded, from: number, to: number): string => folded.original.slice(folded.at[from], folded.at[to]);
