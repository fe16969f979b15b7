// What the application may do (SECURITY D4): it appends to the journal, to roots, agreements and signatures and never changes them;
// it has no right on the schema. Whoever holds its password cannot rewrite history with it.
import pg from 'pg';

const appended = ['journal', 'roots', 'agreements', 'signatures'];
const changed = ['processes', 'heads', 'cases', 'reviews', 'labels', 'incidents', 'certificates', 'in_a_row', 'draw_secrets', 'spending', 'tokens'];
const removed = ['outbox', 'timers'];
const read = ['installation', 'migrations'];

/** Rights are taken away first, so that a migration that loosens them by mistake is put right. */
export function rightsOfApplication(role: string): string {
  const name = pg.escapeIdentifier(role);
  return `
    revoke all on all tables in schema public from ${name};
    revoke create on schema public from ${name};
    grant usage on schema public to ${name};
    grant select, insert on ${appended.join(', ')} to ${name};
    grant select, insert, update on ${changed.join(', ')} to ${name};
    grant select, insert, update, delete on ${removed.join(', ')} to ${name};
    grant select on ${read.join(', ')} to ${name};`;
}
