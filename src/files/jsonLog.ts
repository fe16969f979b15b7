// A file of JSON lines that grows and survives a power cut: what `append` has answered is on the disk, and opening again goes on after the
// last complete line. A line cut by the end of the process, or zeros left by a file system, are taken away first.
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readJson } from './json.ts';

const stepBytes = 64 * 1024;

/** The index of the last line break before `end`, or -1. */
async function lastBreak(file: FileHandle, end: number): Promise<number> {
  for (let to = end; to > 0; to -= stepBytes) {
    const from = Math.max(0, to - stepBytes);
    const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    const at = buffer.lastIndexOf(10);
    if (at >= 0) return from + at;
  }
  return -1;
}

interface End {
  /** Where the complete lines end. */
  readonly at: number;
  readonly last: unknown;
}

async function endOf(file: FileHandle): Promise<End> {
  const { size } = await file.stat();
  let end = (await lastBreak(file, size)) + 1;
  while (end > 0) {
    const start = (await lastBreak(file, end - 1)) + 1;
    const { buffer } = await file.read(Buffer.alloc(end - 1 - start), 0, end - 1 - start, start);
    const reading = readJson(buffer);
    if (reading.ok) return { at: end, last: reading.value };
    end = start;
  }
  return { at: 0, last: null };
}

/** On some systems a folder cannot be opened or synced; the file itself is synced in any case. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => null);
  if (folder === null) return;
  try {
    await folder.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'EPERM'))) throw error;
  } finally {
    await folder.close();
  }
}

export class JsonLog {
  readonly #file: FileHandle;
  #end: number;
  /** The last complete line that stood there at opening; null when there was none. */
  readonly last: unknown;
  /** How many bytes of a cut line were taken away at opening. */
  readonly cut: number;
  #queue: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, end: number, last: unknown, cut: number) {
    this.#file = file;
    this.#end = end;
    this.last = last;
    this.cut = cut;
  }

  static async open(path: string): Promise<JsonLog> {
    const file = await open(path, 'a+').then(async (made) => {
      await made.close(); // `a+` made the file; it would also ignore where we write
      return open(path, 'r+');
    });
    const { at, last } = await endOf(file);
    const { size } = await file.stat();
    if (size > at) await file.truncate(at);
    await file.sync();
    await syncFolder(path);
    return new JsonLog(file, at, last, size - at);
  }

  /** Resolves when every value is on the disk. Calls are written one after another, in order. */
  append(values: readonly unknown[]): Promise<void> {
    const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
    const done = this.#queue.then(async () => {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, this.#end + written);
        written += bytesWritten;
      }
      await this.#file.datasync();
      this.#end += bytes.length;
    });
    // After a failure (a full disk) the next append writes over the torn line; the caller of this one is told.
    this.#queue = done.catch(() => {});
    return done;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#file.close();
  }
}
