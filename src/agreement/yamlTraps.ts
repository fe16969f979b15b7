// Everything that YAML may do to a text behind a person's back, in our words. No message of the YAML package reaches a person.
import type { ErrorCode } from 'yaml';
import type { Place, Words } from './found.ts';

/** The text between quotes, so that YAML takes it as it is. */
export const quoteIt = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const plainOnly = 'An agreement is plain data: what is signed must be what is read, at the place where it stands.';

export const trapWords = {
  anchor: {
    code: 'yaml-anchor',
    message: 'Text with & in front is an anchor, which is not allowed.',
    why: plainOnly,
    do: 'Put it in quotes, or repeat it.',
  },
  alias: {
    code: 'yaml-alias',
    message: 'Text with * in front is an alias, which is not allowed.',
    why: plainOnly,
    do: 'Put it in quotes, or repeat it.',
  },
  tag: {
    code: 'yaml-tag',
    message: 'Text with ! in front is a tag, which is not allowed.',
    why: plainOnly,
    do: 'Put it in quotes, or remove the tag.',
  },
  merge: { code: 'yaml-merge', message: 'The merge key << is not allowed.', why: plainOnly, do: 'Write the keys out.' },
  directive: {
    code: 'yaml-directive',
    message: 'A line with % at the start changes how the file is read, which is not allowed.',
    why: plainOnly,
    do: 'Remove the line.',
  },
  braces: {
    code: 'yaml-braces',
    message: 'Braces or brackets at the start of a text are read as data.',
    why: 'YAML reads {…} and […] as lists of values and not as the text that you see.',
    do: 'Put it in quotes.',
  },
  changed: (source: string, value: string): Words => ({
    code: 'yaml-number',
    message: `${source} would be read as ${value}.`,
    why: 'YAML reads it as a number or a truth value and drops what it holds to be superfluous.',
    do: `Put it in quotes: ${quoteIt(source)}.`,
  }),
} as const;

const colon = (instead: string | null): Words => ({
  code: 'yaml-colon',
  message: 'A colon followed by a space inside a text starts a new key.',
  why: 'YAML reads what stands before the colon as the name of a value.',
  do: 'Put it in quotes.',
  ...(instead === null ? {} : { instead }),
});

const words = (code: string, message: string, why: string, what: string): Words => ({ code, message, why, do: what });
const start = words('yaml-start', 'A text may not start with this sign.', 'YAML keeps it for itself.', 'Put it in quotes.');
const unclosed = words(
  'yaml-unclosed',
  'A quote, brace or bracket is opened before here and never closed.',
  'The rest of the file would belong to it.',
  'Close it, or put a text that contains it in quotes.',
);
const indent = words(
  'yaml-indent',
  'This line does not fit under the line above: its indentation is wrong, or a colon is missing.',
  'The spaces at the start of a line say what it belongs to.',
  'Give keys of one block the same number of spaces, and a colon after each key.',
);
const leftOver = words(
  'yaml-left-over',
  'There is more text after the end of this value.',
  'A closing quote, brace or bracket ends a value; what follows would be lost.',
  "Put the whole text in quotes (a quote inside is written twice: '').",
);
const tab = words('yaml-tab', 'This line is indented with a tab.', 'YAML allows spaces only.', 'Use spaces.');
const backslash = words(
  'yaml-escape',
  'A backslash inside "…" starts a special sign, and this one does not exist.',
  'Nobody could say what it means.',
  "Use '…' quotes.",
);
const unreadable = words(
  'yaml',
  'This cannot be read.',
  'The form of the file is broken here.',
  'Compare the line with the lines above, or put the text in quotes.',
);

const byCode: Partial<Record<ErrorCode, Words>> = {
  BLOCK_AS_IMPLICIT_KEY: colon(null),
  BLOCK_IN_FLOW: colon(null),
  BAD_SCALAR_START: start,
  MISSING_CHAR: unclosed,
  BAD_INDENT: unclosed,
  MULTILINE_IMPLICIT_KEY: indent,
  UNEXPECTED_TOKEN: leftOver,
  TAB_AS_INDENT: tab,
  BAD_DQ_ESCAPE: backslash,
  MULTIPLE_DOCS: words(
    'yaml-two',
    'A second document starts here.',
    'One file is one agreement.',
    'Remove the line ---, or move the rest to its own file.',
  ),
  MULTIPLE_ANCHORS: trapWords.anchor,
  BAD_ALIAS: trapWords.alias,
  ALIAS_PROPS: trapWords.alias,
  MULTIPLE_TAGS: trapWords.tag,
  TAG_RESOLVE_FAILED: trapWords.tag,
  BAD_COLLECTION_TYPE: trapWords.tag,
  BAD_DIRECTIVE: trapWords.directive,
};

/** After these, nothing else in the file can be trusted to be what it looks like. */
export const fatalCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MISSING_CHAR',
  'BAD_INDENT',
  'MULTIPLE_DOCS',
  'RESOURCE_EXHAUSTION',
  'IMPOSSIBLE',
]);

const endOfLine = (text: string, from: number): number => {
  const end = text.slice(from).search(/\r?\n|\s+#/);
  return end === -1 ? text.length : from + end;
};

/** What stands on the line after this place. */
function nextLine(text: string, from: number): Place {
  const start = text.indexOf('\n', from) + 1;
  const offset = start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
  return { offset, length: Math.max(1, endOfLine(text, offset) - offset) };
}

interface Syntax {
  readonly place: Place;
  readonly words: Words;
  /** As long as what stands at the place, and harmless: the rest of the file can be read with it. */
  readonly repair?: string;
}

/** A syntax error in our words, and the place that is meant. */
export function syntaxWords(code: ErrorCode, at: readonly [number, number], text: string): Syntax {
  const [offset] = at;
  const inBraces = /[{[][^}\]]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
  const rest = text.slice(offset, endOfLine(text, offset));
  const line = inBraces ? (/^[^,}\]]*/.exec(rest)?.[0] ?? rest).trimEnd() : rest;
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BLOCK_IN_FLOW') {
    // A key that runs over a line break is a matter of indentation, not of a colon.
    if (!/:(\s|$)/.test(line)) return { place: nextLine(text, offset), words: indent };
    return { place: { offset, length: line.length }, words: colon(quoteIt(line)), repair: line.replace(/:(?=\s|$)/g, ';') };
  }
  if (code === 'BAD_SCALAR_START') return { place: { offset, length: line.length }, words: { ...start, instead: quoteIt(line) }, repair: 'x' };
  if (code === 'BAD_DQ_ESCAPE') return { place: { offset, length: 1 }, words: backslash, repair: '/' };
  if (code === 'TAB_AS_INDENT') return { place: { offset, length: 1 }, words: tab, repair: ' ' };
  if (code === 'UNEXPECTED_TOKEN' && /^- /.test(line)) {
    return { place: { offset, length: line.length }, words: { ...start, instead: quoteIt(line) }, repair: 'x' };
  }
  return { place: { offset, length: Math.max(1, Math.min(line.length, at[1] - offset)) }, words: byCode[code] ?? unreadable };
}
