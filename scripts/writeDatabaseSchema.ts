// Writes src/store/schema.sql: what all migrations add up to, read from a database that was just migrated.
import { writeFileSync } from 'node:fs';
import { openTemporaryCluster } from '../src/store/embeddedTemporary.ts';
import { migrate } from '../src/store/migrate.ts';
import { schemaText } from '../src/store/schemaText.ts';
import { chance, wallClock } from '../test/wallClock.ts';

const opened = await openTemporaryCluster({ clock: wallClock, random: chance });
if (!opened.ok) throw new Error(opened.detail);
const cluster = opened.value;
try {
  await cluster.createDatabase('schema');
  await migrate(cluster.ownerUrl('schema'));
  writeFileSync(new URL('../src/store/schema.sql', import.meta.url), await schemaText(cluster.ownerUrl('schema')));
} finally {
  await cluster.stop();
}
