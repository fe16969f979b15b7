// The JSON Schema of an agreement, for completion and hover in editors. It comes from the same table as the reading, so it cannot lag behind.
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
