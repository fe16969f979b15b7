// The command line: one file per command, listed here. Loading a command's code waits until it is asked for, so that help is instant.
import { Command, CommanderError } from 'commander';
import { CommandError, exitCodes, type GlobalOptions, Output } from './output.ts';

/** A command as it is listed: its options here, its work behind a door that opens late. */
export interface Listed {
  readonly name: string;
  readonly describe: (command: Command) => void;
  readonly run: () => Promise<(args: readonly string[], options: Readonly<Record<string, unknown>>, out: Output) => Promise<void>>;
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
        .option('--step <step>', 'shadow, assisted, supervised or autonomous', 'assisted')
        .option('--map <from=to>', 'a column and the field it holds', collect),
    run: async () => (await import('./run.ts')).run,
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
  },
  {
    name: 'completion',
    describe: (command) => command.description('print the completion of your shell').argument('[shell]', 'bash, zsh or fish', 'bash'),
    run: async () => (await import('./completion.ts')).completion,
  },
];

/** The commands as commander knows them; groups (`journal`, `tokens`) come from the names. */
export function commandTree(): Command {
  const program = new Command('fortnight').description('Every case ends in a decision, in time, within the error that the business accepted.');
  program.exitOverride().configureOutput({ writeErr: () => undefined });
  const groups = new Map<string, Command>();
  for (const listed of commands) {
    const words = listed.name.split(' ');
    const group =
      words.length === 1 ? program : (groups.get(words[0] ?? '') ?? program.command(words[0] ?? '').description(`commands about ${words[0]}`));
    if (words.length > 1) groups.set(words[0] ?? '', group);
    const command = group
      .command(words.at(-1) ?? '')
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    listed.describe(command);
    command
      .option('--json', 'one JSON object on stdout')
      .option('--plain', 'no moving progress')
      .option('--quiet', 'no talk on stderr')
      .option('--verbose', 'more detail when something goes wrong')
      .option('--no-color', 'no colour')
      .option('--exit-zero', 'end with 0 whatever the answer is');
    command.action(async (...all: unknown[]) => {
      const options = command.opts<Record<string, unknown>>();
      const args = all.slice(0, -2).map(String);
      await runListed(listed, args, options);
    });
  }
  return program;
}

async function runListed(listed: Listed, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const out = new Output(listed.name, options as GlobalOptions);
  try {
    await (await listed.run())(args, options, out);
  } catch (error) {
    out.fail(error);
  }
}

/** Wrong usage: what was wrong, the nearest that exists (never executed), and exit 2 in the form that was asked for. */
function usage(error: CommanderError): void {
  const json = process.argv.includes('--json');
  if (error.exitCode === 0) return;
  const message = error.message
    .replace(/^error: /, '')
    .split('\n')
    .join(' ');
  const problem = {
    code: 'usage',
    message: message === '(outputHelp)' ? 'Name a command.' : message,
    why: 'The command line could not be understood.',
    do: 'See: fortnight --help',
  };
  new Output('fortnight', { json }).fail(new CommandError(problem, exitCodes.couldNotRun));
}

const program = commandTree();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  usage(error);
}
