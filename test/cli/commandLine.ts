// The command line as somebody types it: a process of its own in a folder of its own, with a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/fortnight.js', import.meta.url));

export interface Spoken {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one object of --json. */
  readonly json: Answer;
}

/** The parts of an answer that tests look at. */
export interface Answer {
  readonly [name: string]: unknown;
  readonly exit: number;
  readonly summary: string;
  readonly ok: boolean;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly why: string;
    readonly do: string;
    readonly line?: number;
  }[];
}

export interface Begun {
  readonly child: ChildProcess;
  readonly ended: Promise<Spoken>;
  /** Resolves when stderr says it, or when the program has ended. */
  says(what: RegExp): Promise<void>;
}

export interface Workshop {
  readonly folder: string;
  write(name: string, content: string | Uint8Array): string;
  begin(args: readonly string[], env?: Readonly<Record<string, string>>): Begun;
  fortnight(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Spoken>;
  close(): void;
}

const settings = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'FORTNIGHT_URL', 'FORTNIGHT_TOKEN', 'FORTNIGHT_PROCESSES', 'FORCE_COLOR', 'NODE_ENV'];

function surroundings(data: string, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const base: NodeJS.ProcessEnv = { ...process.env, FORTNIGHT_DATA: data, ...env };
  for (const name of settings) if (!(name in env)) delete base[name];
  return base;
}

/** A folder where commands are typed; `close` removes it. */
export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'fortnight-cli-'));
  // mkdtemp closes the folder, and as root the database would then stand elsewhere.
  chmodSync(folder, 0o711);
  const begin: Workshop['begin'] = (args, env = {}) => {
    // A group of its own, as a shell makes one: Ctrl-C reaches everybody in it.
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env: surroundings(join(folder, 'data'), env), detached: true });
    let [stdout, stderr] = ['', ''];
    const listeners = new Set<() => void>();
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
      for (const listener of listeners) listener();
    });
    const ended = new Promise<Spoken>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        for (const listener of listeners) listener();
        resolve({
          ...{ code, signal, stdout, stderr },
          get json() {
            return JSON.parse(stdout) as Answer;
          },
        });
      });
    });
    const says = (what: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!what.test(stderr) && child.exitCode === null && child.signalCode === null) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    return { child, ended, says };
  };
  return {
    folder,
    write: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    begin,
    fortnight: (args, env) => begin(args, env).ended,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a terminal program says to somebody who is no terminal: no stack trace, no colour, nothing that moves. */
export const disturbing = new RegExp(`\n\\s+at \\S+ \\(|node:internal|${String.fromCharCode(27)}\\[|\r(?!\n)`);
