// graphile-worker: in the batch setting of its own performance page (local queue of 500, completion in batches), and as it comes.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { type Contestant, connectionsMax, groupsOf, inParallel, type Payload } from '../contestant.ts';

const quiet = new Logger(() => () => undefined);

/** Its page runs 24 jobs at a time in the batch setting. */
const batched = { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

const contestant = (name: string, part: Contestant['part'], worker: Partial<typeof batched>): Contestant => ({
  name,
  part,
  note: 'keeps nothing: a finished job is deleted',
  share: 1,
  async start(databaseUrl, decide) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
    // It warns about a pool whose connections may end the process when they break.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => void client.on('error', () => undefined));
    const utils = await makeWorkerUtils({ pgPool: pool, logger: quiet });
    await utils.migrate();
    let added = 0;
    const runner = await run({
      preset: { worker },
      pgPool: pool,
      logger: quiet,
      noHandleSignals: true,
      taskList: { decide: (payload) => void decide(payload as Payload) },
    });
    return {
      async addOne(payload) {
        await utils.addJob('decide', payload);
        added += 1;
      },
      async addMany(payloads) {
        await inParallel(groupsOf(payloads, 1000), 2, async (group) => {
          await utils.addJobs(group.map((payload) => ({ identifier: 'decide', payload })));
        });
        added += payloads.length;
      },
      async finished() {
        const { rows } = await pool.query<{ left: string; failed: string }>(
          'select count(*) as left, count(*) filter (where attempts > 1 or last_error is not null) as failed from graphile_worker._private_jobs',
        );
        if (Number(rows[0]?.failed) > 0) throw new Error(`${rows[0]?.failed} jobs failed`);
        return added - Number(rows[0]?.left);
      },
      async stop() {
        await runner.stop();
        await utils.release();
        await pool.end();
      },
    };
  },
});

export const graphileWorkerBatched = contestant('graphile-worker, local queue and batches', 'peer', batched);
export const graphileWorkerDefault = contestant('graphile-worker, default', 'default', {});
