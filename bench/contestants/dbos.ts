// DBOS: one workflow with one step per case, pool of 16. The key of the case is the workflow's id.
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { type Contestant, callers, connectionsMax, type Decide, inParallel, type Payload } from '../contestant.ts';

/** Workflows are registered before the launch and once per process; the step is set by the run. */
let step: Decide = () => {
  throw new Error('The bench has not started DBOS.');
};
const decideCase = DBOS.registerWorkflow(async (payload: Payload) => DBOS.runStep(async () => step(payload), { name: 'decide' }), {
  name: 'decideCase',
});

export const dbos: Contestant = {
  name: 'DBOS, one workflow, one step',
  part: 'peer',
  note: 'keeps every step',
  share: 0.2,
  async start(databaseUrl, decide) {
    step = decide;
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
    pool.on('error', () => undefined);
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePool: pool, logLevel: 'error', enableOTLP: false });
    await DBOS.launch();
    const addOne = async (payload: Payload): Promise<void> => {
      await DBOS.startWorkflow(decideCase, { workflowID: payload.key })(payload);
    };
    return {
      addOne,
      addMany: (payloads) => inParallel(payloads, callers, addOne),
      async finished() {
        const { rows } = await pool.query<{ done: string; failed: string }>(
          `select count(*) filter (where status = 'SUCCESS') as done, count(*) filter (where status not in ('SUCCESS', 'PENDING')) as failed
             from dbos.workflow_status`,
        );
        if (Number(rows[0]?.failed) > 0) throw new Error(`${rows[0]?.failed} workflows failed`);
        return Number(rows[0]?.done);
      },
      async stop() {
        await DBOS.shutdown();
        await pool.end();
      },
    };
  },
};
