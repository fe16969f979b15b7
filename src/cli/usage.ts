// Wrong usage: what was wrong, the nearest that exists (named, never executed), and exit 2 in the form that was asked for.
import type { Command, CommanderError } from 'commander';
import { CommandError, exitCodes } from './output.ts';

/** The command that the words of the command line reach, as far as they are known. */
function reached(tree: Command, words: readonly string[]): Command {
  let at = tree;
  for (const word of words) {
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

const fullName = (command: Command): string => (command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`);

const flagsOf = (command: Command): readonly string[] => command.options.flatMap(({ long, short }) => [long, short].filter((flag) => flag != null));

const plain = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.?$/, '.');

function words(message: string, why: string, help: string): CommandError {
  return new CommandError({ code: 'usage', message, why, do: help }, exitCodes.couldNotRun);
}

/** The error of commander in our words. */
export async function usageError(error: CommanderError, tree: Command, given: readonly string[]): Promise<CommandError> {
  const { nearestWord } = await import('../files/nearest.ts');
  const command = reached(tree, given);
  const name = fullName(command);
  const help = `See: ${name} --help`;
  const unknown = given.find((word) => word.startsWith('--') && !flagsOf(command).includes(word.replace(/=.*/, '')) && word !== '--help');
  const names = command.commands.map((one) => one.name());
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.help' || error.code === 'commander.excessArguments') {
    if (names.length > 0) {
      const wrong = given.find((word) => !word.startsWith('-') && word !== command.name());
      const nearest = wrong === undefined ? null : nearestWord(wrong, names);
      const why = `The commands of ${name} are ${names.join(', ')}.`;
      if (wrong === undefined) return words(`${name} needs one of its commands.`, why, help);
      return words(`There is no command "${wrong}".`, why, nearest === null ? help : `Did you mean ${name} ${nearest}? It was not run.`);
    }
  }
  // A misspelt option often makes a needed one missing: the misspelling is the cause.
  if (unknown !== undefined && unknown !== '--') {
    const nearest = nearestWord(unknown, flagsOf(command));
    const why = `Its options are ${command.options.map(({ long }) => long).join(', ')}.`;
    return words(`${name} has no option "${unknown}".`, why, nearest === null ? help : `Did you mean ${nearest}? Nothing was run.`);
  }
  const needed = /^error: required option '([^']+)'/.exec(error.message)?.[1];
  if (needed !== undefined) return words(`${name} needs ${needed}.`, 'Without it there is nothing to work on.', help);
  return words(plain(error.message.replace(/^error: /, '').replaceAll('\n', ' ')), 'The command line could not be followed.', help);
}
