// Starts programs of test/programs as processes of their own and listens to what they say.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Said {
  readonly ok: boolean;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly problem?: string;
  readonly detail?: string;
  readonly progress: readonly string[];
}

export interface Program {
  readonly pid: number;
  /** Its first line, read as JSON. */
  readonly said: Promise<Said>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  tell(line: 'stop' | 'exit'): void;
  signal(name: NodeJS.Signals): void;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
const loader = import.meta.resolve('tsx');

function firstLine(child: ChildProcess): Promise<Said> {
  return new Promise((resolve, reject) => {
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`The program ended with ${code} and said nothing: ${complaints}`)));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Said));
  });
}

export function startProgram(name: string, wish: object, { env, ...identity }: Surroundings = {}): Program {
  const child = spawn(process.execPath, ['--import', loader, program(name), JSON.stringify(wish)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...identity,
  });
  const said = firstLine(child);
  // A test that expects silence looks at `ended` alone.
  said.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    said,
    ended: new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal }))),
    tell: (line) => child.stdin?.write(`${line}\n`),
    signal: (signal) => child.kill(signal),
  };
}
