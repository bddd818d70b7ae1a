import { connectDatabase, translateDatabaseError } from '@reports/database';
import { busOptions, connectMessaging, createDeadLetters, messagingSettings } from '@reports/messaging';
import { createLogger, defineConfig, messageOf, setting } from '@reports/service';
import { type Command, type DeadLetterCommand, readCommand, usage } from './read-command.ts';
import { runCommand } from './run-command.ts';
import { isDeadLetterCommand, runDeadLetterCommand } from './run-dead-letters.ts';

const fail = (error: unknown): never => {
  console.error(messageOf(error));
  process.exit(1);
};

const withDatabase = async (command: Exclude<Command, DeadLetterCommand>): Promise<unknown> => {
  const { ownerUrl } = defineConfig({
    ownerUrl: setting.url('DATABASE_OWNER_URL', 'PostgreSQL as the role that owns the tables'),
  })(process.env);
  const database = connectDatabase({ url: ownerUrl, poolSize: 1, applicationName: 'admin' });
  try {
    return await runCommand(database, command);
  } finally {
    await database.close();
  }
};

const withBus = async (command: DeadLetterCommand): Promise<unknown> => {
  const config = defineConfig(messagingSettings)(process.env);
  const log = createLogger({ service: 'admin', level: 'silent' });
  const messaging = connectMessaging({ ...busOptions(config), name: 'admin', log });
  try {
    return await runDeadLetterCommand(createDeadLetters(messaging), command);
  } finally {
    await messaging.close();
  }
};

const run = (command: Command): Promise<unknown> =>
  isDeadLetterCommand(command) ? withBus(command) : withDatabase(command);

try {
  if (process.argv.slice(2).some((word) => word === '--help' || word === 'help')) {
    console.log(usage);
    process.exit(0);
  }
  const command = readCommand(process.argv.slice(2));
  console.log(JSON.stringify(await run(command), null, 2));
} catch (error) {
  fail(translateDatabaseError(error));
}
