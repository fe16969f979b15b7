// Lines of a stream of bytes, bounded: a program that writes without end must not fill our memory.

const newline = 0x0a;

/** Calls `onLine` for each whole line, and `onTooLong` once when a line is longer than `bytesMax`; then it drops everything. */
export class Lines {
  #parts: Buffer[] = [];
  #size = 0;
  #stopped = false;
  readonly #bytesMax: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;

  constructor(bytesMax: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#bytesMax = bytesMax;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  write(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1 && !this.#stopped; at = chunk.indexOf(newline, from)) {
      this.#add(chunk.subarray(from, at));
      from = at + 1;
      if (this.#stopped) return;
      const line = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      this.#size = 0;
      this.#onLine(line);
    }
    this.#add(chunk.subarray(from));
  }

  #add(part: Buffer): void {
    if (this.#stopped || part.length === 0) return;
    this.#size += part.length;
    if (this.#size > this.#bytesMax) {
      this.#stopped = true;
      this.#parts = [];
      this.#onTooLong();
    } else this.#parts.push(part);
  }
}
