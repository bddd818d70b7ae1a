import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLayout, developmentDirectory } from '../layout.ts';
import { runningPlatform, stopLeftovers } from '../single-instance.ts';
import { say } from '../terminal.ts';

/** What other commands keep in `.local`, and clear themselves. */
const notOurs = new Set(['test', 'test-reports', 'test-logs']);

/** `npm run reset`: deletes all state of the local platform, after making sure that nothing of it runs. */
export const reset = async (): Promise<number> => {
  const layout = createLayout(developmentDirectory);
  const running = runningPlatform(layout);
  if (running !== undefined) {
    say(`The platform is running (process ${running}). Stop it with Ctrl-C in its terminal, then reset.`);
    return 1;
  }
  await stopLeftovers(layout, say);
  for (const name of readdirSync(developmentDirectory)) {
    if (!notOurs.has(name)) rmSync(join(developmentDirectory, name), { recursive: true, force: true });
  }
  say(`Cleared ${developmentDirectory}. The engines' programs stay in your cache directory.`);
  return 0;
};
