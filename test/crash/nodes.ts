// Nodes as processes that can be killed and frozen, and the ledger of what they said before that.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Wish } from './node.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What any node said: acknowledged cases by key, effects by id, and what went wrong. */
export class Heard {
  readonly acknowledged = new Map<string, Set<string>>();
  readonly sent = new Set<string>();
  readonly troubles: string[] = [];
}

export class Node {
  readonly #wish: Omit<Wish, 'keys'>;
  readonly #heard: Heard;
  #left: string[];
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(wish: Omit<Wish, 'keys'>, keys: readonly string[], heard: Heard) {
    this.#wish = wish;
    this.#left = [...keys];
    this.#heard = heard;
  }

  /** Begins, or begins again with the cases that were not acknowledged to it; resolves when it works. */
  start(): Promise<void> {
    const wish: Wish = { ...this.#wish, keys: this.#left };
    const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('node.ts', import.meta.url)), JSON.stringify(wish)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => this.#heard.troubles.push(chunk.toString()));
    this.#ended = new Promise((resolve) => child.on('exit', () => resolve()));
    return new Promise((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`A node ended with ${code} before it was ready: ${this.#heard.troubles.join('')}`)));
      const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
      lines.on('line', (line) => {
        if (line === 'ready') resolve();
        this.#hear(line);
      });
    });
  }

  #hear(line: string): void {
    const { acknowledged, sent, troubles } = this.#heard;
    const [what, first = '', second = ''] = line.split(' ');
    if (what === 'opened') {
      acknowledged.set(first, (acknowledged.get(first) ?? new Set()).add(second));
      this.#left = this.#left.filter((key) => key !== first);
    }
    if (what === 'sent') sent.add(first);
    if (what === 'trouble') troubles.push(line);
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Longer than a lease: the world goes on without it, and then it comes back with old answers in its hands. */
  async freeze(): Promise<void> {
    this.#child?.kill('SIGSTOP');
    await sleep(2500);
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#child?.stdin?.write('stop\n');
    await this.#ended;
  }
}
