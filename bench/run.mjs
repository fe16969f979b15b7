// `npm run bench` lists the benches; `npm run bench -- NAME …` runs one, with the words that follow.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const [name, ...words] = process.argv.slice(2);

if (name === undefined) {
  for (const bench of benches) {
    const head = /^\/\/ (.*)$/m.exec(readFileSync(new URL(`${bench}.ts`, folder), 'utf8'))?.[1] ?? '';
    process.stdout.write(`${bench.padEnd(14)} ${head}\n`);
  }
  process.stdout.write(`${benches.length} benches; npm run bench -- NAME runs one.\n`);
} else if (benches.includes(name)) {
  const tsx = fileURLToPath(new URL('../node_modules/tsx/dist/cli.mjs', folder));
  const { status } = spawnSync(process.execPath, [tsx, fileURLToPath(new URL(`${name}.ts`, folder)), ...words], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(`There is no bench "${name}". There are: ${benches.join(', ') || 'none'}.\n`);
  process.exitCode = 2;
}
