// The one hot statement: it moves the head of one process and writes everything that happened since, or nothing at all.
// It is told what it must meet (the head, the epochs, keys that are free); anything else raises FN409 or 23505 and leaves no trace.
// Rows are found one by one through their key (`place`): a join would be planned by statistics, which a young table does not have.
// Measured with everything around it: 7,000 cases/s through the engine (bench/engine.ts; docs/performance.md).

const part = (n: number, columns: string): string => `json_to_recordset($${n}::json) as x(${columns})`;

const caseColumns =
  'id text, key text, salt text, "inputHash" text, input text, extra text, subject text, step text, "dueAt" bigint, "openedAt" bigint, ' +
  '"decidedAt" bigint, route text, value text, score float8, deadline bigint, state text';
const changeColumns =
  'id text, epoch int, step text, "dueAt" bigint, state text, "decidedAt" bigint, route text, value text, score float8, deadline bigint, ' +
  '"inputHash" text, input text, extra text';
const reviewColumns =
  'id text, "caseId" text, purpose text, team text, stage text, why text, blind boolean, "mayNot" text, "fromAt" bigint, "dueAt" bigint';

/** Parameters: 1 process, 2 seq and 7 hash of the head before, 3 the head after (JSON), 4 lines, 5 opened, 6 changed. */
export const commitBatch = `
with head as (
  update heads set seq = x.seq, hash = x.hash, step = x.step, paused_by = x."pausedBy", agreement = x.agreement, certificate = x.certificate,
         exposure_day = x."exposureDay", exposure_cases = x."exposureCases", exposure_money = x."exposureMoney"
    from json_to_record($3::json) as x(seq bigint, hash text, step text, "pausedBy" text, agreement text, certificate text,
         "exposureDay" text, "exposureCases" bigint, "exposureMoney" text)
   where heads.process = $1 and heads.seq = $2 and heads.hash = $7
  returning heads.seq),
entries as (
  insert into journal (process, first, last, lines)
  select $1, $2 + 1, head.seq, $4::text from head where head.seq > $2),
opened as (
  insert into cases (process, id, key, salt, input_hash, input, extra, subject, step, due_at, opened_at, decided_at, route, value, score,
         deadline, state)
  select $1, x.id, x.key, x.salt, x."inputHash", x.input, x.extra, x.subject, x.step, x."dueAt", x."openedAt", x."decidedAt", x.route, x.value,
         x.score, x.deadline, x.state
    from ${part(5, caseColumns)}),
moving as materialized (
  select x.*, (select here.ctid from cases here where here.process = $1 and here.id = x.id and here.epoch = x.epoch) as place
    from ${part(6, changeColumns)}),
changed as (
  update cases set step = x.step, due_at = x."dueAt", epoch = cases.epoch + 1, claims = 0, state = x.state, decided_at = x."decidedAt",
         route = x.route, value = x.value, score = x.score, deadline = x.deadline,
         input_hash = coalesce(x."inputHash", cases.input_hash), input = coalesce(x.input, cases.input), extra = coalesce(x.extra, cases.extra)
    from moving x
   where cases.process = $1 and cases.ctid = any(array(select moving.place from moving)) and cases.ctid = x.place
  returning 1)
select expect_rows((select count(*) from head), 1, 'head'),
       expect_rows((select count(*) from changed), json_array_length($6::json), 'cases')`;

/** The rest, in a second statement of the same transaction, since most commits have none of it. Parameters: 1 process, 2 parts (JSON). */
export const commitRest = `
with closing as materialized (
  select x.*, (select here.ctid from reviews here
     where here.process = $1 and here.case_id = x."caseId" and here.purpose = x.purpose and here.closed_as is null) as place
    from json_to_recordset($2::json -> 'closed') as x("caseId" text, purpose text, "as" text, by text, at bigint)),
closed as (
  update reviews set closed_as = x."as", closed_by = x.by, closed_at = x.at
    from closing x
   where reviews.process = $1 and reviews.ctid = any(array(select closing.place from closing)) and reviews.ctid = x.place),
asked as (
  insert into reviews (process, id, case_id, purpose, team, stage, why, blind, may_not, from_at, due_at)
  select $1, x.id, x."caseId", x.purpose, x.team, x.stage, x.why, x.blind, x."mayNot", x."fromAt", x."dueAt"
    from json_to_recordset($2::json -> 'asked') as x(${reviewColumns})
  on conflict (process, case_id, purpose) where closed_as is null
  do update set team = excluded.team, stage = excluded.stage, why = excluded.why, blind = excluded.blind, may_not = excluded.may_not,
     from_at = excluded.from_at, due_at = excluded.due_at, claim_by = null, claim_until = null),
labelled as (
  insert into labels (process, case_id, seq, provenance, decision, fills, by, at)
  select $1, x."caseId", x.seq, x.provenance, x.decision, x.fills, x.by, x.at
    from json_to_recordset($2::json -> 'labels')
      as x("caseId" text, seq bigint, provenance text, decision text, fills text, by text, at bigint)),
sent as (
  insert into outbox (process, id, kind, case_id, body, attempts, due_at)
  select $1, x.id, x.kind, x."caseId", x.body, 0, x."dueAt"
    from json_to_recordset($2::json -> 'outbox') as x(id text, kind text, "caseId" text, body text, "dueAt" bigint)
  on conflict (process, id) do nothing),
incident as (
  insert into incidents (process, id, kind, cause, state, opened_at, closed_at)
  select $1, x.id, x.kind, x.cause, x.state, x."openedAt", x."closedAt"
    from json_to_recordset($2::json -> 'incidents') as x(id text, kind text, cause text, state text, "openedAt" bigint, "closedAt" bigint)
  on conflict (process, id) do update set state = excluded.state, closed_at = excluded.closed_at),
timed as (
  insert into timers (process, kind, subject, due_at)
  select $1, x.kind, x.subject, x."dueAt"
    from json_to_recordset($2::json -> 'timers') as x(kind text, subject text, "dueAt" bigint)
   where x."dueAt" is not null
  on conflict (process, kind, subject) do update set due_at = excluded.due_at),
untimed as (
  delete from timers using json_to_recordset($2::json -> 'timers') as x(kind text, subject text, "dueAt" bigint)
   where timers.process = $1 and timers.kind = x.kind and timers.subject = x.subject and x."dueAt" is null),
certified as (
  insert into certificates (process, id, certificate, voided_at, void_why)
  select $1, x.id, x.certificate, x."voidedAt", x."voidWhy"
    from json_to_recordset($2::json -> 'certificates') as x(id text, certificate text, "voidedAt" bigint, "voidWhy" text)
  on conflict (process, id) do update set voided_at = excluded.voided_at, void_why = excluded.void_why),
agreed as (
  insert into agreements (process, hash, trust_hash, source, added_at)
  select $1, x.hash, x."trustHash", x.source, x."addedAt"
    from json_to_recordset($2::json -> 'agreements') as x(hash text, "trustHash" text, source text, "addedAt" bigint)
  on conflict (process, hash) do nothing),
signed as (
  insert into signatures (process, subject, hash, by, at)
  select $1, x.subject, x.hash, x.by, x.at
    from json_to_recordset($2::json -> 'signatures') as x(subject text, hash text, by text, at bigint)
  on conflict (process, subject, hash, by) do nothing),
delivered as (
  update outbox set sent_at = x."sentAt", due_at = null
    from json_to_recordset($2::json -> 'delivered') as x(id text, "sentAt" bigint)
   where outbox.process = $1 and outbox.id = x.id and outbox.sent_at is null),
tokens_kept as (
  insert into tokens (process, id, name, hash, may, until, revoked_at)
  select $1, x.id, x.name, x.hash, x.may, x.until, x."revokedAt"
    from json_to_recordset($2::json -> 'tokens') as x(id text, name text, hash text, may text, until bigint, "revokedAt" bigint)
  on conflict (process, id) do update set revoked_at = excluded.revoked_at),
erased as (
  update cases set salt = null, input_hash = null, input = null, extra = null, subject = null, state = x.state, key = x.key,
         epoch = cases.epoch + 1
    from json_to_recordset($2::json -> 'erased') as x(id text, key text, state text)
   where cases.process = $1 and cases.id = x.id),
labels_erased as (
  update labels set fills = '{}' from json_to_recordset($2::json -> 'erased') as x(id text)
   where labels.process = $1 and labels.case_id = x.id),
effects_erased as (
  delete from outbox using json_to_recordset($2::json -> 'erased') as x(id text)
   where outbox.process = $1 and outbox.case_id = x.id),
rows_counted as (
  insert into in_a_row (process, value, count)
  select $1, x.value, x.count from json_to_recordset($2::json -> 'inARow') as x(value text, count int)
  on conflict (process, value) do update set count = excluded.count)
select 1`;
