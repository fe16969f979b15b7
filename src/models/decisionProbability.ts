// How probable the decision's own tokens were: exp of the sum of the log-probabilities of the tokens that touch the value of `decision`
// (RULINGS B6). Null, and so a person, when the value or its tokens cannot be found exactly.

export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[] | null;
}

/** Where the text of the top-level member `decision` stands, quotes not included; null when it is not one plain string. */
export function decisionSpan(json: string): { readonly from: number; readonly to: number } | null {
  let depth = 0;
  let found: { from: number; to: number } | null = null;
  const string = /"(?:[^"\\]|\\.)*"/y;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      string.lastIndex = at;
      const text = string.exec(json)?.[0];
      if (text === undefined) return null;
      const value = depth === 1 && text === '"decision"' ? /^\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(json.slice(at + text.length)) : null;
      if (value !== null) {
        // Named twice: nobody can say which one counts.
        if (found !== null) return null;
        const to = at + text.length + value[0].length - 1;
        found = { from: to - (value[1] ?? '').length, to };
        at = to;
      } else at += text.length - 1;
    }
  }
  return found;
}

/** Reads `choices[0].logprobs.content` of a chat completion. */
export function tokenLogprobs(body: unknown): readonly TokenLogprob[] | null {
  const choice = (body as { choices?: readonly { logprobs?: { content?: unknown } | null }[] } | null | undefined)?.choices?.[0];
  const content = choice?.logprobs?.content;
  if (!Array.isArray(content)) return null;
  const tokens: TokenLogprob[] = [];
  for (const one of content as readonly Record<string, unknown>[]) {
    if (typeof one?.token !== 'string' || typeof one.logprob !== 'number') return null;
    tokens.push({ token: one.token, logprob: one.logprob, bytes: Array.isArray(one.bytes) ? (one.bytes as readonly number[]) : null });
  }
  return tokens;
}

export function decisionProbability(text: string, tokens: readonly TokenLogprob[] | null): number | null {
  const span = decisionSpan(text);
  if (span === null || tokens === null || span.to === span.from) return null;
  // Tokens may cut a character in two, so places are counted in bytes.
  const from = Buffer.byteLength(text.slice(0, span.from));
  const to = Buffer.byteLength(text.slice(0, span.to));
  const parts = tokens.map(({ token, bytes }) => Buffer.from(bytes === null ? Buffer.from(token) : Uint8Array.from(bytes)));
  if (!Buffer.concat(parts).equals(Buffer.from(text))) return null;
  let sum = 0;
  let at = 0;
  for (const [n, part] of parts.entries()) {
    const end = at + part.length;
    if (end > from && at < to) sum += tokens[n]?.logprob ?? Number.NaN;
    at = end;
  }
  const probability = Math.exp(sum);
  return probability >= 0 && probability <= 1 ? probability : null;
}
