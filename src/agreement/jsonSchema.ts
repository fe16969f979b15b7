// The JSON Schema of an agreement, for completion and hover in editors. It comes from the same table as the reading, so it cannot lag behind.
import { stringify } from 'yaml';
import { root } from './keys.ts';
import type { JsonSchema } from './kinds.ts';

export function agreementSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'process.v1.json',
    title: 'Agreement of a process',
    description: 'What the owner of a process signs. Sentences are checked by "fortnight check", which knows more than this schema.',
    ...root.schema,
  };
}

/** As it stands in `schema/process.v1.json`. */
export const schemaText = (): string => `${JSON.stringify(agreementSchema(), null, 2)}\n`;

const inYaml = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();

function rows(schema: JsonSchema, path: string): readonly string[] {
  const options = [schema, ...((schema.anyOf as readonly JsonSchema[] | undefined) ?? [])];
  const inside = options.flatMap((option) => {
    const items = option.items as JsonSchema | undefined;
    const named = option.additionalProperties as JsonSchema | false | undefined;
    const properties = (option.properties as Record<string, JsonSchema> | undefined) ?? {};
    return [
      ...Object.entries(properties).flatMap(([name, child]) => row(child, path === '' ? name : `${path}.${name}`)),
      ...(items === undefined ? [] : rows(items, `${path}[]`)),
      ...(typeof named === 'object' ? rows(named, `${path}.NAME`) : []),
    ];
  });
  return inside;
}

function row(schema: JsonSchema, path: string): readonly string[] {
  // Languages of a label are explained once, above the list.
  if (/\.(en|fr|de)$/.test(path)) return [];
  const [example] = (schema.examples as readonly unknown[] | undefined) ?? [];
  const [what, otherwise = ''] = String(schema.description).split(' Default: ');
  const shown = inYaml(example).replaceAll('|', '\\|');
  return [`| \`${path}\` | ${what} | ${otherwise.replace(/\.$/, '')} | \`${shown}\` |`, ...rows(schema, path)];
}

/** The keys as a table for docs/agreement.md. */
export const keyList = (): string => `\n| key | what it says | when left out | example |\n|---|---|---|---|\n${rows(root.schema, '').join('\n')}\n\n`;
