// The inbox: questions that wait for a person, in the order of their deadlines.
import { z } from 'zod';
import type { Value } from '../core/input.ts';

export interface InboxQuery {
  readonly process?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export const inboxQuery = z.strictObject({
  process: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().max(500).optional(),
}) satisfies z.ZodType<InboxQuery>;

/** A file is listed by name; its content has an address of its own. */
export type InboxValue = Exclude<Value, object> | { readonly name: string; readonly mediaType: string; readonly bytes: number | null } | null;

export interface InboxItem {
  readonly id: string;
  readonly case: string;
  readonly key: string;
  readonly process: string;
  readonly title: string;
  readonly why: string;
  readonly team: string | null;
  /** The proposal is hidden until the person has decided. */
  readonly blind: boolean;
  readonly dueAt: string | null;
  readonly claim: { readonly by: string; readonly until: string } | null;
  readonly input: Readonly<Record<string, InboxValue>>;
  readonly proposal: { readonly decision: string; readonly fills: Readonly<Record<string, Value>> } | null;
}
