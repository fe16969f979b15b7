// Seeded chance for the examples: the same seed and name give the same numbers on every machine. Integers only, so no rounding differs.

export interface Chance {
  /** In [0, 1). */
  number(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  yes(share: number): boolean;
  of<T>(list: readonly T[]): T;
  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name;
}

/** FNV-1a, 32 bits. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The generator sfc32 (Chris Doty-Humphrey's small fast counter), one stream for each seed and name. */
export function chance(seed: number, name: string): Chance {
  let a = hash32(`${seed}/${name}/a`);
  let b = hash32(`${seed}/${name}/b`);
  let c = hash32(`${seed}/${name}/c`);
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let n = 0; n < 12; n += 1) next();
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    number: next,
    between,
    yes: (share) => next() < share,
    of: (list) => {
      const one = list[between(0, list.length - 1)];
      if (one === undefined) throw new Error('Nothing to choose from.');
      return one;
    },
    weighted: <Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name => {
      const entries = Object.entries(weights) as [Name, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      throw new Error('All weights are zero.');
    },
  };
}
