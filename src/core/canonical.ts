// Canonical JSON (RFC 8785): one text for one value, so that hashes and signatures can be computed by anybody.
// JSON.stringify already writes numbers and texts as the RFC asks; what is left is the order of keys (by UTF-16 code units).

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

/** Whether every key already stands in order and every value is plain: then JSON.stringify alone writes the canonical form. */
function inOrder(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(inOrder);
  if (!isPlain(value) || 'toJSON' in value) return false;
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !inOrder((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}

/** Undefined members are left out. Throws on what JSON cannot say (NaN, functions, bigint, maps, sets). */
export function canonicalJson(value: unknown): string {
  return inOrder(value) ? JSON.stringify(value) : write(value);
}

function write(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`Canonical JSON has no ${value}.`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(',')}]`;
  if (typeof value !== 'object') throw new Error(`Canonical JSON has no ${typeof value}.`);
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON());
  // A Map or a Set would be written as {}, and two agreements would have one hash.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new Error(`Canonical JSON has no ${value.constructor.name}.`);
  const object = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(member)}`;
  }
  return `{${text}}`;
}
