// Writes what follows from the table of keys: schema/process.v1.json, and the list of keys in docs/agreement.md.
// Run after a change of the keys: npx tsx scripts/writeSchema.ts && npx biome check --write schema
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { keyList, schemaText } from '../src/agreement/jsonSchema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('process.v1.json', folder), schemaText());
const page = new URL('../docs/agreement.md', import.meta.url);
const text = readFileSync(page, 'utf8');
const begin = text.indexOf('<!-- keys -->');
const end = text.indexOf('<!-- end of keys -->');
if (begin === -1 || end < begin) throw new Error('docs/agreement.md has lost its marks for the list of keys.');
writeFileSync(page, `${text.slice(0, begin)}<!-- keys -->\n${keyList()}${text.slice(end)}`);
