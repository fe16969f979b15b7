// Where we are: in a project (a folder with an agreement, here or above, up to the root of the repository) or not.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const isAgreement = (name: string): boolean => name.endsWith('.process.yaml');

/** The first folder from `start` upward that holds an agreement; null when there is none up to the root of the repository. */
export function projectFolder(start: string): string | null {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    try {
      if (readdirSync(folder).some(isAgreement)) return folder;
    } catch {
      return null; // A folder that may not be read ends the way up.
    }
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return null;
  }
}

/** For somebody who typed `fortnight` and nothing else, outside a project. */
export const welcome: readonly string[] = [
  'Fortnight: every case ends in a decision, in time, within the error that the business accepted.',
  '',
  'First     fortnight check x.process.yaml       an agreement has 15 lines: see docs/agreement.md',
  'Then      fortnight run --process x.process.yaml --input cases.csv      your cases, here; nothing is sent',
  'Serve     fortnight start --processes .        a server with its own database',
  'All       fortnight --help',
];
