// Every problem that the world may cause, once: its HTTP status, who can act, and what helps. Codes are never reused.
// docs/problems.md lists the same codes; a test compares both.

export interface Problem {
  readonly status: number;
  readonly actor: 'caller' | 'reviewer' | 'owner' | 'operator' | 'engineer';
  readonly title: string;
  readonly help: string;
}

const problem = (status: number, actor: Problem['actor'], title: string, help: string): Problem => ({ status, actor, title, help });

export const problems = {
  'bad-key': problem(422, 'caller', 'The key of the case cannot be used.', 'Send a key of 1 to 200 visible characters.'),
  'key-taken': problem(409, 'caller', 'This key is known with another input.', 'Use a new key for a new case, or send the same input again.'),
  'invalid-input': problem(
    422,
    'owner',
    'The input does not fit the agreement.',
    'It is kept in quarantine. Send the corrected input under a new key.',
  ),
  'key-not-allowed': problem(422, 'caller', 'A field name is not allowed.', 'Do not use __proto__, constructor or prototype as a field name.'),
  'text-not-storable': problem(422, 'caller', 'A text holds characters that cannot be stored.', 'Remove NUL characters and lone surrogates.'),
  'number-not-exact': problem(422, 'caller', 'A number is too large or too fine to be exact.', 'Send at most 15 digits.'),
  'too-deep': problem(422, 'caller', 'The input is nested too deeply.', 'Use at most 32 levels.'),
  'too-many-fields': problem(422, 'caller', 'The input has too many fields.', 'Use at most 1,000 fields with names of at most 200 characters.'),
  'too-large': problem(413, 'caller', 'The request is too large.', 'Send at most 1 MB for a case, 10 MB with files, 50 MB for a batch.'),
  'not-json': problem(400, 'caller', 'The body is not one JSON value.', 'Send one JSON object in UTF-8.'),
  'duplicate-field': problem(400, 'caller', 'A JSON object names one field twice.', 'Name each field once.'),
  'file-unreadable': problem(422, 'caller', 'The file cannot be read.', 'Send CSV, XLSX or JSON lines; the detail says what is wrong.'),
  'invalid-request': problem(
    422,
    'caller',
    'The request does not have the right form.',
    'The detail names what is wrong; docs/http.md shows the form.',
  ),
  'method-not-allowed': problem(405, 'caller', 'This address does not know this method.', 'Use one of the methods that the header Allow names.'),
  'wrong-media-type': problem(
    415,
    'caller',
    'The body has a type or an encoding that is not read here.',
    'The detail says which one is; send it uncompressed.',
  ),
  'too-slow': problem(408, 'caller', 'The request did not arrive in time.', 'Send the whole request within 10 seconds.'),
  'time-implausible': problem(422, 'caller', 'receivedAt cannot be right.', 'Send a time within the last 10 years and not in the future.'),
  'not-found': problem(404, 'caller', 'Not found.', 'Check the name or the id.'),
  erased: problem(410, 'caller', 'The content of this case was erased.', 'The record says when and why.'),
  'not-signed-in': problem(401, 'caller', 'No valid token or session.', 'Send "Authorization: Bearer <token>".'),
  'not-allowed': problem(403, 'caller', 'This identity may not do that.', 'Ask the owner of the process for the right.'),
  'review-closed': problem(409, 'reviewer', 'This review is closed.', 'Look at the record of the case; contest it when it is wrong.'),
  'needs-missing': problem(422, 'reviewer', 'This decision needs a text.', 'Add the text that the agreement asks for with this decision.'),
  'unknown-decision': problem(422, 'reviewer', 'The agreement has no such decision.', 'Use one of the decisions of the agreement.'),
  'decided-by-same-person': problem(409, 'reviewer', 'The same person may not decide this case again.', 'Hand it to a colleague.'),
  'cannot-move': problem(409, 'caller', 'The case is not in a step where this is possible.', 'Read the case again: something else happened first.'),
  'unknown-journal-key': problem(
    422,
    'operator',
    'The journal is signed with an unknown key.',
    'Pass the public key of this installation with --key.',
  ),
  'root-key-unusable': problem(
    503,
    'operator',
    'The key that signs roots cannot be used.',
    'Do what the detail says; see FORTNIGHT_ROOT_KEY in docs/commands.md.',
  ),
  'database-unreachable': problem(
    503,
    'operator',
    'The database does not answer.',
    'Nothing was accepted. Send it again with the same key; check DATABASE_URL.',
  ),
  'not-ready': problem(503, 'operator', 'The server is not ready.', 'It starts, it stops, or its database is away. Try again in a moment.'),
  'database-newer': problem(503, 'operator', 'The database is newer than this program.', 'Install the version that migrated it, or a later one.'),
  'database-busy': problem(
    503,
    'operator',
    'The embedded database is used by another program.',
    'Stop that program, or set FORTNIGHT_DATA to another folder.',
  ),
  'database-cannot-start': problem(
    503,
    'operator',
    'The embedded database cannot start here.',
    'Do what the detail says, or set DATABASE_URL to a PostgreSQL server.',
  ),
  'database-too-old': problem(503, 'operator', 'The database server is too old.', 'Use PostgreSQL 15 or later.'),
  'model-unreachable': problem(503, 'operator', 'The model does not answer.', 'Nothing is lost: people decide until it answers.'),
  internal: problem(500, 'operator', 'Fortnight made a mistake.', 'Nothing that was acknowledged is lost. Report what the server wrote.'),
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;

/** What the world did wrong, as a value. */
export interface Refusal {
  readonly ok: false;
  readonly problem: ProblemCode;
  readonly detail: string;
}
export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (problem: ProblemCode, detail: string): Refusal => ({ ok: false, problem, detail });
