import { Argument, type Command } from 'commander';
import type { Context } from '../context.ts';

/** Each asks `reports complete` for the words that may come next, with those that are there. */
const scripts = {
  bash: `_reports() {
  local IFS=$'\\n'
  COMPREPLY=($(reports complete -- "\${COMP_WORDS[@]:1:$COMP_CWORD}" 2>/dev/null))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _reports reports`,
  zsh: `_reports() {
  local -a found
  found=("\${(@f)$(reports complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _reports reports`,
  fish: `complete -c reports -a '(reports complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
} as const;

const visibleOptions = (command: Command, program: Command) =>
  [...command.options, ...(command === program ? [] : program.options)].filter(({ hidden }) => !hidden);

/** The words that may stand in the place of the last of these. */
export const completions = (program: Command, words: readonly string[]): string[] => {
  const before = words.slice(0, -1);
  const started = words.at(-1) ?? '';
  let command = program;
  for (const word of before) command = command.commands.find((child) => child.name() === word) ?? command;
  const previous = before.at(-1) ?? '';
  const options = visibleOptions(command, program);
  const option = options.find(
    ({ long, short }) => previous !== '' && (long === previous || short === previous),
  );
  const candidates =
    option !== undefined && (option.required || option.optional)
      ? (option.argChoices ?? [])
      : started.startsWith('-')
        ? [...options.map(({ long }) => long ?? ''), '--help']
        : [
            ...command.commands.map((child) => child.name()).filter((name) => name !== 'complete'),
            ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
          ];
  return candidates.filter((candidate) => candidate.startsWith(started));
};

/** `completion`, and `complete`, which its scripts ask. */
export const addCompletion = (program: Command, context: Context): void => {
  program
    .command('completion')
    .description('Print a script that completes commands: source <(reports completion bash)')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .action((shell: keyof typeof scripts) => {
      context.stdout.write(`${scripts[shell]}\n`);
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      context.stdout.write(
        completions(program, words)
          .map((word) => `${word}\n`)
          .join(''),
      );
    });
};
