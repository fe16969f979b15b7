// Who takes part in `bench/engine.ts`, in the order of the first round. Each is loaded only in its own process.
import type { Contestant } from './contestant.ts';

export const contestants: Readonly<Record<string, () => Promise<Contestant>>> = {
  fortnight: async () => (await import('./contestants/fortnight.ts')).fortnight,
  'graphile-worker': async () => (await import('./contestants/graphileWorker.ts')).graphileWorkerBatched,
  'graphile-worker-default': async () => (await import('./contestants/graphileWorker.ts')).graphileWorkerDefault,
  'pg-boss': async () => (await import('./contestants/pgBoss.ts')).pgBoss,
  dbos: async () => (await import('./contestants/dbos.ts')).dbos,
  'bare-row': async () => (await import('./contestants/bareRow.ts')).bareRow,
};
