// The command line: one file per command, listed here. Loading a command's code waits until it is asked for, so that help is instant.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitCodes, type GlobalOptions, Output } from './output.ts';
import { projectFolder, welcome } from './project.ts';
import { usageError } from './usage.ts';

/** A command as it is listed: its options here, its work behind a door that opens late. */
export interface Listed {
  readonly name: string;
  readonly describe: (command: Command) => void;
  readonly run: () => Promise<(args: readonly string[], options: Readonly<Record<string, unknown>>, out: Output) => Promise<void>>;
  /** It has work to end when it is interrupted, and does so itself. */
  readonly endsItself?: true;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const commands: readonly Listed[] = [
  {
    name: 'check',
    describe: (command) =>
      command
        .description('read agreement, wiring and examples, and say everything that is wrong')
        .argument('[path]', 'a folder or a file', '.')
        .option('--explain', 'show every value that is proposed because the file leaves it out'),
    run: async () => (await import('./check.ts')).check,
  },
  {
    name: 'run',
    describe: (command) =>
      command
        .description('take real cases from a file through the real engine')
        .requiredOption('-p, --process <file>', 'the agreement')
        .requiredOption('-i, --input <file>', 'CSV, XLSX or JSON lines')
        .option('--labels <column>', 'the column with what is right')
        .option('-o, --out <file>', 'write one line per decision')
        .option('--journal <file>', 'write the journal of the run, and its signed roots beside it')
        .option('--step <step>', 'shadow, assisted, supervised or autonomous', 'assisted')
        .option('--map <from=to>', 'a column and the field it holds', collect),
    run: async () => (await import('./run.ts')).run,
    endsItself: true,
  },
  {
    name: 'status',
    describe: (command) =>
      command.description('what the processes of the running server do, and what needs somebody').option('-p, --process <name>', 'one process'),
    run: async () => (await import('./status.ts')).status,
  },
  {
    name: 'explain',
    describe: (command) =>
      command
        .description('who decided a case, when, why, under which rule')
        .argument('<case>', 'the id of a case, or its key')
        .option('-p, --process <name>', 'the process, when the key is given'),
    run: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'journal export',
    describe: (command) =>
      command
        .description('write the journal as NDJSON, and the signed roots beside it')
        .option('-p, --process <name>', 'one process; all by default')
        .option('-o, --out <file>', 'where to', 'journal.ndjson'),
    run: async () => (await import('./journal.ts')).exportJournal,
  },
  {
    name: 'journal verify',
    describe: (command) =>
      command
        .description('check an exported journal, offline')
        .argument('<file>', 'the export')
        .option('--roots <file>', 'the signed roots')
        .option('--key <file>', 'the public key that you trust'),
    run: async () => (await import('./journal.ts')).verifyExport,
  },
  {
    name: 'tokens create',
    describe: (command) =>
      command
        .description('make a token for a program; it is shown once')
        .requiredOption('--name <name>', 'what it is for')
        .requiredOption('-p, --process <name>', 'the process')
        .requiredOption('--may <rights>', 'open,read,outcome,journal,metrics'),
    run: async () => (await import('./tokens.ts')).createToken,
  },
  {
    name: 'tokens list',
    describe: (command) => command.description('the tokens, without their secrets'),
    run: async () => (await import('./tokens.ts')).listTokens,
  },
  {
    name: 'tokens revoke',
    describe: (command) => command.description('end a token at once').argument('<id>', 'the id of the token'),
    run: async () => (await import('./tokens.ts')).revokeToken,
  },
  {
    name: 'start',
    describe: (command) =>
      command
        .description('start the server, with its own database unless DATABASE_URL names one')
        .option('--processes <folder>', 'the folder of agreements')
        .option('--port <port>', 'the port'),
    run: async () => (await import('./start.ts')).start,
    endsItself: true,
  },
  {
    name: 'completion',
    describe: (command) => command.description('print the completion of your shell').argument('[shell]', 'bash, zsh or fish', 'bash'),
    run: async () => (await import('./completion.ts')).completionOf(commandTree()),
  },
];

/** What stands for every command; told once in the help. */
const globals = `
Every command knows:
  --json        one JSON object on stdout, also when it fails
  --plain       no moving progress
  --quiet       no talk on stderr
  --verbose     more detail when something goes wrong
  --no-color    no colour
  --exit-zero   end with 0 whatever the answer is (not for mistakes of ours)`;
const globalFlags = new Set(['--json', '--plain', '--quiet', '--verbose', '--no-color', '--exit-zero']);

/** The commands as commander knows them; groups (`journal`, `tokens`) come from the names. */
export function commandTree(write: (text: string) => void = () => undefined): Command {
  const settle = (command: Command): Command => command.exitOverride().configureOutput({ writeOut: write, writeErr: () => undefined });
  const program = settle(new Command('fortnight')).description(
    'Every case ends in a decision, in time, within the error that the business accepted.',
  );
  program.version(version(), '-V, --version', 'the version').helpCommand(false).addHelpText('after', globals);
  const groups = new Map<string, Command>();
  for (const listed of commands) {
    const words = listed.name.split(' ');
    const [first = '', second] = words;
    const group = second === undefined ? program : (groups.get(first) ?? settle(program.command(first)).description(`commands about ${first}`));
    if (second !== undefined) groups.set(first, group);
    const command = settle(group.command(second ?? first));
    listed.describe(command);
    command
      .option('--json', 'one JSON object on stdout')
      .option('--plain', 'no moving progress')
      .option('--quiet', 'no talk on stderr')
      .option('--verbose', 'more detail when something goes wrong')
      .option('--no-color', 'no colour')
      .option('--exit-zero', 'end with 0 whatever the answer is');
    command.action(async (...all: unknown[]) => {
      await runListed(listed, all.slice(0, -2).map(String), command.opts<Record<string, unknown>>());
    });
  }
  return program;
}

async function runListed(listed: Listed, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const out = new Output(listed.name, options as GlobalOptions);
  talking = out;
  if (listed.endsItself !== true) process.on('SIGINT', interrupted);
  try {
    await (await listed.run())(args, options, out);
  } catch (error) {
    out.fail(error);
  } finally {
    process.off('SIGINT', interrupted);
  }
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

const json = process.argv.includes('--json');
/** Whoever speaks at the moment: the command that runs, before and after it the command line itself. */
let talking = new Output('fortnight', { json, verbose: process.argv.includes('--verbose') });

function interrupted(): void {
  talking.answer({ exit: exitCodes.interrupted, summary: 'Interrupted.', json: { ok: false } });
  process.exit(exitCodes.interrupted);
}

/** `fortnight --json check` means `fortnight check --json`. */
function globalsLast(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !globalFlags.has(word));
  return first <= 0 ? words : [...words.slice(first), ...words.slice(0, first)];
}

async function main(words: readonly string[]): Promise<void> {
  const named = words.some((word) => !globalFlags.has(word));
  const meant = named ? words : projectFolder(process.cwd()) === null ? null : ['status', ...words];
  if (meant === null) {
    if (json) talking.answer({ exit: exitCodes.yes, summary: welcome[0] ?? '', json: { ok: true, help: welcome } });
    else process.stdout.write(`${welcome.join('\n')}\n`);
    return;
  }
  let written = '';
  const tree = commandTree((text) => {
    written += text;
  });
  try {
    await tree.parseAsync([...meant], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) talking.fail(await usageError(error, tree, meant));
    else if (json) talking.answer({ exit: exitCodes.yes, summary: written.trim().split('\n')[0] ?? '', json: { ok: true, help: written } });
    else process.stdout.write(written);
  }
}

// A reader that has seen enough (`| head`) is no mistake of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.yes : exitCodes.ourBug));
process.on('uncaughtException', (error) => {
  talking.fail(error);
  process.exit(exitCodes.ourBug);
});
await main(globalsLast(process.argv.slice(2)));
