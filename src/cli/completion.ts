// `fortnight completion`: a script for bash, zsh or fish, made from the command tree, so that it cannot differ from it. It is static: a key
// press starts no program. (@bomb.sh/tab was looked at: it starts Node for every Tab, and is at version 0.0.)
import type { Command, Option } from 'commander';
import { ladder } from '../core/ladder.ts';
import { CommandError, exitCodes, type Output } from './output.ts';

/** A place in the tree: the words that lead there, and what may follow. */
interface Node {
  readonly path: string;
  readonly words: readonly (readonly [name: string, about: string])[];
  readonly options: readonly Option[];
}

/** What an option wants after it: one of some words, a file, or anything. */
const choices: Readonly<Record<string, readonly string[]>> = { '--step': ladder };
const wantsFile = (option: Option): boolean => /[<[](?:file|folder)[\]>]/.test(option.flags);
const takesValue = (option: Option): boolean => option.required || option.optional;

function nodesOf(command: Command, path = ''): readonly Node[] {
  const words = command.commands.map((child) => [child.name(), child.description()] as const);
  const shells = path === 'completion' ? (['bash', 'zsh', 'fish'] as const).map((name) => [name, `for ${name}`] as const) : [];
  const own: Node = { path, words: [...words, ...shells], options: command.options };
  return [own, ...command.commands.flatMap((child) => nodesOf(child, `${path} ${child.name()}`.trim()))];
}

const flags = ({ long, short }: Option): readonly string[] => [long, short].filter((flag) => typeof flag === 'string');
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const longs = ({ options }: Node): string => [...options.flatMap(({ long }) => long ?? []), '--help'].join(' ');
const groups = (nodes: readonly Node[]): string =>
  nodes
    .filter(({ path, words }) => path !== '' && path !== 'completion' && words.length > 0)
    .map(({ path }) => path)
    .join('|');

function bash(nodes: readonly Node[]): string {
  const cases = nodes.map(
    (node) => `    ${quoted(node.path)}) words=${quoted(node.words.map(([name]) => name).join(' '))} flags=${quoted(longs(node))} ;;`,
  );
  const options = nodes.flatMap((node) => node.options);
  const files = [...new Set(options.filter(wantsFile).flatMap(flags))].join('|');
  const values = Object.entries(choices).map(([flag, of]) => `    ${flag}) COMPREPLY=($(compgen -W ${quoted(of.join(' '))} -- "$now")); return ;;`);
  return `# fortnight completion for bash: eval "$(fortnight completion bash)"
_fortnight() {
  local now="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at='' words='' flags='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at" in
      '') case "$word" in -*) ;; *) at="$word" ;; esac ;;
      ${groups(nodes) || '-'}) case "$word" in -*) ;; *) at="$at $word" ;; esac ;;
    esac
  done
  case "$before" in
${values.join('\n')}
    ${files}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$now")); return ;;
  esac
  case "$at" in
${cases.join('\n')}
  esac
  case "$now" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$now")) ;;
    *)
      if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$now")); return; fi
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$now"))
      ;;
  esac
}
complete -F _fortnight fortnight
`;
}

function zsh(nodes: readonly Node[]): string {
  const described = (name: string, about: string): string => quoted(`${name.replaceAll(':', '\\:')}:${about}`);
  const cases = nodes.map((node) => {
    const words = node.words.map(([name, about]) => described(name, about)).join(' ');
    const options = node.options.flatMap(({ long, description }) => (long ? [described(long, description)] : [])).join(' ');
    return `    ${quoted(node.path)}) words_here=(${words}) flags_here=(${options}) ;;`;
  });
  const values = Object.entries(choices).map(([flag, of]) => `    ${flag}) compadd -- ${of.join(' ')}; return ;;`);
  return `#compdef fortnight
# fortnight completion for zsh: source <(fortnight completion zsh)
_fortnight() {
  local at='' word
  local -a words_here flags_here
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at" in
      '') [[ "$word" == -* ]] || at="$word" ;;
      ${groups(nodes) || '-'}) [[ "$word" == -* ]] || at="$at $word" ;;
    esac
  done
  case "\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${cases.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe option flags_here
  elif (( \${#words_here} )); then _describe command words_here
  else _files; fi
}
if [[ "\${funcstack[1]}" == _fortnight ]]; then _fortnight "$@"; else compdef _fortnight fortnight; fi
`;
}

function fish(nodes: readonly Node[]): string {
  const lines = nodes.flatMap((node) => {
    const [first, second] = node.path.split(' ');
    const seen = (word: string): string => `__fish_seen_subcommand_from ${word}`;
    const inside =
      node.path === '' ? '__fish_use_subcommand' : second === undefined ? seen(first ?? '') : `${seen(first ?? '')}; and ${seen(second)}`;
    const children = node.words.map(([name]) => name).join(' ');
    const here = node.path === '' || node.words.length === 0 ? inside : `${inside}; and not ${seen(children)}`;
    return [
      ...node.words.map(([name, about]) => `complete -c fortnight -f -n ${quoted(here)} -a ${name} -d ${quoted(about)}`),
      ...node.options.map((option) => {
        const names = flags(option).map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        const of = choices[option.long ?? ''];
        const value = of !== undefined ? ` -x -a ${quoted(of.join(' '))}` : wantsFile(option) ? ' -r -F' : takesValue(option) ? ' -x' : '';
        return `complete -c fortnight -n ${quoted(inside)} ${names.join(' ')}${value} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return `# fortnight completion for fish: fortnight completion fish | source\n${lines.join('\n')}\n`;
}

const shells: Readonly<Record<string, (nodes: readonly Node[]) => string>> = { bash, zsh, fish };

/** The command `completion` over the tree of all commands. */
export function completionOf(tree: Command) {
  return async ([shell = 'bash']: readonly string[], _options: Readonly<Record<string, unknown>>, out: Output): Promise<void> => {
    const script = shells[shell]?.(nodesOf(tree));
    if (script === undefined) {
      const message = `There is no completion for "${shell}".`;
      const why = 'The script is made for one shell.';
      throw new CommandError({ code: 'usage', message, why, do: `Use one of ${Object.keys(shells).join(', ')}.` });
    }
    // A script is data for a shell: no conclusion may follow it.
    if (out.options.json === true) out.answer({ exit: exitCodes.yes, summary: `The completion for ${shell}.`, json: { ok: true, shell, script } });
    else process.stdout.write(script);
  };
}
