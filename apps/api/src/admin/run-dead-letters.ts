import { assertNever } from '@reports/contracts';
import type { DeadLetters } from '@reports/messaging';
import type { Command, DeadLetterCommand } from './read-command.ts';

export const isDeadLetterCommand = (command: Command): command is DeadLetterCommand =>
  command.name.includes('dead letter');

/** Does what a command says; gives what is printed. */
export const runDeadLetterCommand = (
  deadLetters: DeadLetters,
  command: DeadLetterCommand,
): Promise<unknown> => {
  switch (command.name) {
    case 'list dead letters':
      return deadLetters.list(command);
    case 'show dead letter':
      return deadLetters.show(command.id);
    case 'replay dead letter':
      return deadLetters.replay(command.id);
    case 'discard dead letter':
      return deadLetters.discard(command.id);
    default:
      return assertNever(command);
  }
};
