// Progress of long work on stderr: a line that moves where somebody looks, else one line per ten percent.
import type { Output } from './output.ts';

const width = 24;

export class Progress {
  readonly #out: Output;
  readonly #what: string;
  readonly #live: boolean;
  #shownPart = -1;

  constructor(out: Output, what: string) {
    this.#out = out;
    this.#what = what;
    this.#live = process.stderr.isTTY === true && process.env.CI === undefined && out.options.plain !== true && out.options.quiet !== true;
  }

  /** `total` null: nobody knows yet how much there is. */
  show(done: number, total: number | null, note = ''): void {
    const part = total === null || total === 0 ? null : Math.min(1, done / total);
    const figure = part === null ? String(done) : `${Math.floor(part * 100)}%`;
    const step = part === null ? Math.floor(done / 10_000) : Math.floor(part * 10);
    if (this.#live) {
      const full = part === null ? 0 : Math.round(part * width);
      process.stderr.write(`\r\x1b[K${this.#what}  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${figure}  ${note}`);
    } else if (step !== this.#shownPart) {
      this.#shownPart = step;
      this.#out.say(`${this.#what}  ${figure}  ${note}`.trimEnd());
    }
  }

  end(): void {
    if (this.#live) process.stderr.write('\r\x1b[K');
  }
}
