-- One process: its head, its journal, its cases and everything that belongs to them. `process` leads every key, so that the same
-- schema runs on one PostgreSQL and on a cluster distributed by process. Moments are milliseconds since 1970 UTC, told by the engine.

-- Small and known everywhere (a reference table in a cluster).
create table processes (
  process    integer not null,
  name       text not null,
  created_at bigint not null,
  primary key (process),
  unique (name)
);

-- The head is what is true of a process now. Every commit moves it from one sequence number to the next, so that a decision
-- computed against an older head cannot be committed.
create table heads (
  process        integer not null,
  seq            bigint not null,
  hash           text not null,
  step           text not null,
  paused_by      text,
  agreement      text,
  certificate    text,
  exposure_day   text not null,
  exposure_cases bigint not null,
  exposure_money text not null,
  primary key (process),
  foreign key (process) references processes (process)
);

-- The journal, one row per commit: the lines from `first` to `last`, each a finished line of the export. Never changed.
create table journal (
  process integer not null,
  first   bigint not null,
  last    bigint not null,
  lines   text not null,
  primary key (process, first)
);
alter table journal alter column lines set storage external;

-- Signed heads of the journal, for somebody outside.
create table roots (
  process integer not null,
  id      bigint not null,
  root    text not null,
  primary key (process, id)
);

create table agreements (
  process    integer not null,
  hash       text not null,
  trust_hash text not null,
  source     text not null,
  added_at   bigint not null,
  primary key (process, hash)
);

create table signatures (
  process integer not null,
  subject text not null,
  hash    text not null,
  by      text not null,
  at      bigint not null,
  primary key (process, subject, hash, by)
);

-- The case row is the queue: `due_at` is its only timer. `epoch` fences: whoever writes must know the epoch he read.
create table cases (
  process    integer not null,
  id         text collate "C" not null,
  key        text collate "C" not null,
  salt       text,
  input_hash text,
  input      text,
  extra      text,
  subject    text,
  step       text not null,
  due_at     bigint,
  epoch      integer not null default 0,
  claims     integer not null default 0,
  opened_at  bigint not null,
  deadline   bigint,
  decided_at bigint,
  route      text,
  value      text,
  score      double precision,
  state      text not null,
  primary key (process, id),
  unique (process, key)
);
create index cases_due on cases (process, due_at, id) where due_at is not null;

-- A question to a person: one open question per case and purpose.
create table reviews (
  process     integer not null,
  id          text collate "C" not null,
  case_id     text collate "C" not null,
  purpose     text not null,
  team        text,
  stage       text,
  why         text not null,
  blind       boolean not null,
  may_not     text not null,
  from_at     bigint not null,
  due_at      bigint,
  claim_by    text,
  claim_until bigint,
  closed_as   text,
  closed_by   text,
  closed_at   bigint,
  primary key (process, id)
);
create unique index reviews_open on reviews (process, case_id, purpose) where closed_as is null;
create index reviews_inbox on reviews (process, due_at, id) where closed_as is null;

create table labels (
  process    integer not null,
  case_id    text collate "C" not null,
  seq        bigint not null,
  provenance text not null,
  decision   text not null,
  fills      text not null,
  by         text not null,
  at         bigint not null,
  primary key (process, case_id, seq)
);

-- What leaves the house: performed after the commit, at least once, each with a stable id.
create table outbox (
  process  integer not null,
  id       text collate "C" not null,
  kind     text not null,
  case_id  text collate "C",
  body     text not null,
  attempts integer not null,
  due_at   bigint,
  sent_at  bigint,
  primary key (process, id)
);
create index outbox_due on outbox (process, due_at, id) where due_at is not null;

create table incidents (
  process   integer not null,
  id        text collate "C" not null,
  kind      text not null,
  cause     text not null,
  state     text not null,
  opened_at bigint not null,
  closed_at bigint,
  primary key (process, id)
);
create unique index incidents_open on incidents (process, kind, cause) where closed_at is null;

-- Every timer that is not a case's.
create table timers (
  process integer not null,
  kind    text not null,
  subject text collate "C" not null,
  due_at  bigint not null,
  primary key (process, kind, subject)
);
create index timers_due on timers (process, due_at);

create table certificates (
  process     integer not null,
  id          text collate "C" not null,
  certificate text not null,
  voided_at   bigint,
  void_why    text,
  primary key (process, id)
);

-- How many decisions the AI has taken in a row, per value of the field that the agreement names.
create table in_a_row (
  process integer not null,
  value   text collate "C" not null,
  count   integer not null,
  primary key (process, value)
);

-- What the AI has cost, per day and per month (UTC), in the currency of the agreement's caps.
create table spending (
  process integer not null,
  period  text not null,
  amount  numeric not null,
  primary key (process, period)
);

-- The secret of the draw; old ones stay, since a case keeps the one that it was drawn by.
create table draw_secrets (
  process integer not null,
  id      text not null,
  secret  text not null,
  at      bigint not null,
  primary key (process, id)
);

create table tokens (
  process integer not null,
  id      text collate "C" not null,
  name    text not null,
  hash    text not null,
  may     text not null,
  until   bigint not null,
  revoked_at bigint,
  primary key (process, id)
);

-- What this database is for: a plain installation, or one cloned for a test, a bench or a run, which may hold planted certificates.
create table installation (
  name  text not null,
  value text not null,
  primary key (name)
);

insert into processes (process, name, created_at) values (0, 'installation', 0);
insert into heads (process, seq, hash, step, exposure_day, exposure_cases, exposure_money)
values (0, 0, repeat('0', 64), 'shadow', '', 0, '0');

-- Refuses the whole statement, and so the transaction, when a part of it met another world than it was computed for.
create function expect_rows(got bigint, wanted bigint, what text) returns bigint language plpgsql as $$
begin
  if got <> wanted then
    raise exception '% rows of %, expected %', got, what, wanted using errcode = 'FN409';
  end if;
  return got;
end
$$;
