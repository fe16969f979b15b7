// PostgreSQL refuses to run as root. As root we therefore hand its programs to an unprivileged user, made for this when there is none;
// as a normal user we are that user ourselves. Children never see our environment: PGDATA, PGOPTIONS and the like would change what they do.
import { spawn } from 'node:child_process';

/** The user that owns the data and runs the server. */
export interface DatabaseUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** True when we are root and give our rights up for every child. */
  readonly dropped: boolean;
}

export interface Finished {
  readonly code: number;
  readonly output: string;
}

const childEnvironment = () => ({ PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/** Where children stand and who they are. Without `cwd` they would inherit a folder that they may not enter. */
export const standingOf = (user: DatabaseUser | null) => ({
  cwd: '/',
  env: childEnvironment(),
  ...(user?.dropped ? { uid: user.uid, gid: user.gid } : {}),
});

/** Runs one program to its end. A program that cannot be started is code 127, as in a shell. */
export function run(command: string, args: readonly string[], user: DatabaseUser | null): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...standingOf(user), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

async function lookUp(name: string): Promise<DatabaseUser | null> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name], null), run('id', ['-g', name], null)]);
  if (uid.code !== 0 || gid.code !== 0 || Number(uid.output) === 0) return null;
  return { name, uid: Number(uid.output), gid: Number(gid.output), dropped: true };
}

/** The ways to make a user without a home and without a login: Debian and Fedora, then Alpine. */
const makers: readonly (readonly [string, readonly string[]])[] = [
  ['useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'fortnight']],
  ['adduser', ['-S', '-D', '-H', '-h', '/nonexistent', '-s', '/sbin/nologin', 'fortnight']],
];

/** Who runs the server; null when we are root and the machine has nobody to hand it to. `onProgress` hears about a new user. */
export async function findDatabaseUser(onProgress: (line: string) => void): Promise<DatabaseUser | null> {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { name: String(uid), uid, gid: process.getgid?.() ?? -1, dropped: false };
  const known = await lookUp('fortnight');
  if (known !== null) return known;
  for (const [command, args] of makers) {
    if ((await run(command, args, null)).code !== 0) continue;
    const made = await lookUp('fortnight');
    if (made === null) continue;
    onProgress('Made the system user "fortnight": the database does not run as root.');
    return made;
  }
  return (await lookUp('postgres')) ?? (await lookUp('nobody'));
}

/** Asks the system itself, by trying: modes, access lists and mounts all count. */
export async function canEnter(user: DatabaseUser, folder: string): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], user)).code === 0;
}
