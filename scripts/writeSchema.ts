// Writes schema/process.v1.json from the table of keys. Run with tsx after a change of the keys: npx tsx scripts/writeSchema.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaText } from '../src/agreement/jsonSchema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('process.v1.json', folder), schemaText());
