// pg-boss: 8 workers that take batches of 1,000 at the shortest polling it allows (half a second), without its housekeeping.
import pg from 'pg';
import PgBoss from 'pg-boss';
import { type Contestant, connectionsMax, groupsOf, inParallel, type Payload } from '../contestant.ts';

const queue = 'decide';

export const pgBoss: Contestant = {
  name: 'pg-boss, batches of 1,000, 8 workers',
  part: 'peer',
  note: 'keeps job and result until archived; polls every 0.5 s',
  share: 1,
  async start(databaseUrl, decide) {
    const boss = new PgBoss({ connectionString: databaseUrl, max: connectionsMax - 1, supervise: false, schedule: false });
    let broken: Error | null = null;
    boss.on('error', (error) => {
      broken = error;
    });
    await boss.start();
    await boss.createQueue(queue, { name: queue, policy: 'standard' });
    const work = async (jobs: PgBoss.Job<Payload>[]): Promise<readonly string[]> => jobs.map((job) => decide(job.data));
    const workers: string[] = [];
    for (let n = 0; n < 8; n += 1) workers.push(await boss.work<Payload>(queue, { batchSize: 1000, pollingIntervalSeconds: 0.5 }, work));
    const counting = new pg.Client({ connectionString: databaseUrl });
    await counting.connect();
    return {
      async addOne(payload) {
        if ((await boss.send(queue, payload)) === null) throw new Error('pg-boss did not take a job');
      },
      addMany: (payloads) =>
        inParallel(groupsOf(payloads, 1000), 4, async (group, at) => {
          await boss.insert(group.map((data) => ({ name: queue, data }) satisfies PgBoss.JobInsert<Payload>));
          // A worker that is told of a full batch need not wait for its next look.
          const worker = workers[at % workers.length];
          if (worker !== undefined) boss.notifyWorker(worker);
        }),
      async finished() {
        if (broken !== null) throw broken;
        const { rows } = await counting.query<{ done: string; failed: string }>(
          `select count(*) filter (where state = 'completed') as done, count(*) filter (where state in ('retry', 'failed')) as failed
             from pgboss.job`,
        );
        if (Number(rows[0]?.failed) > 0) throw new Error(`${rows[0]?.failed} jobs failed`);
        return Number(rows[0]?.done);
      },
      async stop() {
        await boss.stop({ graceful: false, wait: true });
        await counting.end();
      },
    };
  },
};
