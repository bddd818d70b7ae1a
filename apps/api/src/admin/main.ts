import { connectDatabase, migrationSettings, translateDatabaseError } from '@reports/database';
import { busOptions, connectMessaging, createDeadLetters, messagingSettings } from '@reports/messaging';
import { createLogger, defineConfig, messageOf } from '@reports/service';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { deleteWorkspace } from './delete-workspace.ts';
import {
  type Command,
  type DatabaseCommand,
  type DeadLetterCommand,
  type DeleteWorkspaceCommand,
  readCommand,
  usage,
} from './read-command.ts';
import { runCommand } from './run-command.ts';
import { isDeadLetterCommand, runDeadLetterCommand } from './run-dead-letters.ts';

const fail = (error: unknown): never => {
  console.error(messageOf(error));
  process.exit(1);
};

const ownerSetting = { ownerUrl: migrationSettings.ownerUrl };

const withDatabase = async (command: DatabaseCommand): Promise<unknown> => {
  const { ownerUrl } = defineConfig(ownerSetting)(process.env);
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

const withEngines = async ({ workspaceId }: DeleteWorkspaceCommand): Promise<unknown> => {
  const config = defineConfig({ ...ownerSetting, ...messagingSettings, ...storageSettings })(process.env);
  const log = createLogger({ service: 'admin', level: 'silent' });
  const database = connectDatabase({ url: config.ownerUrl, poolSize: 1, applicationName: 'admin' });
  const messaging = connectMessaging({ ...busOptions(config), name: 'admin', log });
  try {
    const storage = connectStorage(storageOptions(config));
    return await deleteWorkspace({ database, messaging, storage }, workspaceId);
  } finally {
    await Promise.all([messaging.close(), database.close()]);
  }
};

const run = (command: Command): Promise<unknown> => {
  if (isDeadLetterCommand(command)) return withBus(command);
  return command.name === 'delete workspace' ? withEngines(command) : withDatabase(command);
};

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
