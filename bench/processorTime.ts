// Processor time of a PostgreSQL server with all its processes, from /proc: living ones, and those that came and went.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux reports processor time in hundredths of a second on every architecture that Node runs on. */
const msPerTick = 10;

interface Stat {
  readonly parent: number;
  readonly own: number;
  readonly ofEndedChildren: number;
}

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, own: (user + system) * msPerTick, ofEndedChildren: (childrenUser + childrenSystem) * msPerTick };
  } catch (error) {
    // Processes end while we look.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

export const parentOf = (pid: number): number => {
  const stat = statOf(pid);
  if (stat === null) throw new Error(`Process ${pid} is not on this machine: processor time cannot be measured.`);
  return stat.parent;
};

/** Milliseconds of processor time of `server` and all its children until now. */
export function serverTime(server: number): number {
  const main = statOf(server);
  if (main === null) throw new Error('The PostgreSQL server is gone.');
  let sum = main.own + main.ofEndedChildren;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(Number(name));
    if (stat?.parent === server) sum += stat.own;
  }
  return sum;
}

/** The largest memory that this process has held, in megabytes. */
export function memoryMax(): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  if (match === null) throw new Error('This system does not say how much memory a process held.');
  return Number(match[1]) / 1024;
}
