// Whether an error says that the database is away, full or refusing: the world's doing, and no mistake of ours.

const codes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);
/** 08 connection, 28 not let in, 3D no such database, 53 no room or no connection left, 57P shut down, 58 the disk, 25006 it only reads. */
const states = /^(08|28|3D|53|57P0|58)|^25006$/;
const words = /connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|cannot use a pool after/i;

export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const code = String((error as { code?: unknown }).code ?? '');
  return codes.has(code) || states.test(code) || words.test(error.message);
}
