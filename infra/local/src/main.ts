import { admin } from './commands/admin.ts';
import { bench } from './commands/bench.ts';
import { rollups } from './commands/rollups.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { engines } from './commands/engines.ts';
import { records } from './commands/records.ts';
import { reset } from './commands/reset.ts';
import { start } from './commands/start.ts';
import { test } from './commands/test.ts';

/** The commands of package.json: each gives its exit code. */
const commands: Record<string, (args: readonly string[]) => Promise<number>> = {
  admin,
  bench,
  rollups,
  demo,
  doctor,
  engines,
  records,
  reset,
  start,
  test,
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`Unknown command ${name}. There are: ${Object.keys(commands).join(', ')}\n`);
  process.exit(2);
}
try {
  process.exit(await command(args));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
