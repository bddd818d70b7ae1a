import { connectDatabase, translateDatabaseError } from '@reports/database';
import { defineConfig, messageOf, setting } from '@reports/service';
import { readCommand, usage } from './read-command.ts';
import { runCommand } from './run-command.ts';

const fail = (error: unknown): never => {
  console.error(messageOf(error));
  process.exit(1);
};

try {
  if (process.argv.slice(2).some((word) => word === '--help' || word === 'help')) {
    console.log(usage);
    process.exit(0);
  }
  const command = readCommand(process.argv.slice(2));
  const { ownerUrl } = defineConfig({
    ownerUrl: setting.url('DATABASE_OWNER_URL', 'PostgreSQL as the role that owns the tables'),
  })(process.env);
  const database = connectDatabase({ url: ownerUrl, poolSize: 1, applicationName: 'admin' });
  try {
    console.log(JSON.stringify(await runCommand(database, command), null, 2));
  } finally {
    await database.close();
  }
} catch (error) {
  fail(translateDatabaseError(error));
}
