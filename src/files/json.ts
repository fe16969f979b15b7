// One JSON value from a text, strictly: no byte order mark, no second value, no field named twice, and no digit of a number lost.
// JSON.parse reads what it can read exactly; only a text with a number that a double would change takes the slower, lossless way.
import { isUtf8 } from 'node:buffer';
import { parse as parseLossless } from 'lossless-json';
import { NumberText } from '../core/input.ts';

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: 'not-json' | 'duplicate-field' | 'too-deep'; readonly detail: string; readonly offset: number };

/** Far above the 32 levels of a case, and far below what recursion can bear. */
const depthMax = 200;

const byteAt = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index));

function refuse(code: 'not-json' | 'duplicate-field' | 'too-deep', what: string, offset: number): JsonReading {
  return { ok: false, code, detail: `${what} (byte ${offset})`, offset };
}

/** The first byte that is not UTF-8: where decoding and encoding again stops giving the same bytes. */
function firstBadByte(bytes: Uint8Array): number {
  const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let at = 0;
  while (at < bytes.length && again[at] === bytes[at]) at += 1;
  return at;
}

/** The index after the string that begins at `from` (a quote). */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (Number.isNaN(code)) return at;
    at += code === 0x5c ? 2 : 1;
  }
}

const blank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const numeral = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x45 || code === 0x65;

interface Look {
  readonly trouble: JsonReading | null;
  readonly exact: boolean;
}

/** Looks through a text that JSON.parse accepted: fields named twice, depth, and numbers that a double would change. */
function look(text: string): Look {
  const open: (Set<string> | null)[] = [];
  let exact = true;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at);
      let next = end;
      while (blank(text.charCodeAt(next))) next += 1;
      const names = open[open.length - 1];
      if (text.charCodeAt(next) === 0x3a && names !== null && names !== undefined) {
        const token = text.slice(at, end);
        const name: string = token.includes('\\') ? JSON.parse(token) : token.slice(1, -1);
        if (names.has(name)) {
          return { exact, trouble: refuse('duplicate-field', `The field ${JSON.stringify(name)} is named twice`, byteAt(text, at)) };
        }
        names.add(name);
      }
      at = end;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      let end = at + 1;
      while (numeral(text.charCodeAt(end))) end += 1;
      const token = text.slice(at, end);
      if (exact && String(Number(token)) !== token) exact = false;
      at = end;
    } else {
      if (code === 0x7b || code === 0x5b) open.push(code === 0x7b ? new Set() : null);
      else if (code === 0x7d || code === 0x5d) open.pop();
      if (open.length > depthMax) return { exact, trouble: refuse('too-deep', `More than ${depthMax} levels`, byteAt(text, at)) };
      at += 1;
    }
  }
  return { exact, trouble: null };
}

/** A number when a double says the same; its text else. Minus zero is zero. */
function exactNumber(token: string): number | NumberText {
  const number = Number(token);
  const text = number === 0 && token.startsWith('-') ? token.slice(1) : token;
  if (String(number) !== text) return new NumberText(text);
  return number === 0 ? 0 : number;
}

/** Where and why a text is no JSON. The words of JSON.parse change with the runtime and often name no position, so the other parser says it. */
function whyNotJson(text: string): JsonReading {
  if (text.trim() === '') return refuse('not-json', 'There is nothing here', 0);
  try {
    parseLossless(text, null, { onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    const found = error instanceof SyntaxError ? /^(.*) at position (\d+)$/s.exec(error.message) : null;
    if (found === null) return refuse('not-json', 'The text is not JSON', 0); // too deep for this parser
    const what = found[1] ?? '';
    const words = what.startsWith('Expected end of input') ? 'Something follows after the end of the JSON value' : what;
    return refuse('not-json', words, byteAt(text, Number(found[2])));
  }
  return refuse('not-json', 'The text is not JSON', 0);
}

/** Reads bytes (as they came over a wire or stand in a file) or a decoded text. */
export function readJson(source: string | Uint8Array): JsonReading {
  let text: string;
  if (typeof source === 'string') text = source;
  else {
    if (!isUtf8(source)) return refuse('not-json', 'The text is not UTF-8', firstBadByte(source));
    text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(source);
  }
  if (text.charCodeAt(0) === 0xfeff) return refuse('not-json', 'The text begins with a byte order mark', 0);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return whyNotJson(text);
  }
  const { trouble, exact } = look(text);
  if (trouble !== null) return trouble;
  return { ok: true, value: exact ? value : parseLossless(text, null, { parseNumber: exactNumber }) };
}
