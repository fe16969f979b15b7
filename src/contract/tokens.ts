// Tokens of programs: what each may do in one process. A secret is shown once, when its token is made.
import { z } from 'zod';

export const scopes = ['open', 'read', 'outcome', 'journal', 'metrics'] as const;
export type Scope = (typeof scopes)[number];

export interface TokenBody {
  readonly name: string;
  readonly process: string;
  readonly may: Scope[];
}

export const tokenBody = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{C}]+$/u, 'holds control characters'),
  process: z.string().min(1).max(200),
  may: z.array(z.enum(scopes)).min(1),
}) satisfies z.ZodType<TokenBody>;

export interface TokenAnswer {
  readonly id: string;
  readonly name: string;
  readonly process: string;
  readonly may: readonly Scope[];
  readonly until: string;
  readonly revokedAt: string | null;
}

export interface NewTokenAnswer extends TokenAnswer {
  readonly token: string;
}
