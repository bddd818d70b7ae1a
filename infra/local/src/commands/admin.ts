import { runAdmin } from '../admin.ts';
import { createLayout, developmentDirectory } from '../layout.ts';
import { readPlatformFile } from '../platform-file.ts';
import { startPlatform } from '../platform.ts';
import { runningPlatform } from '../single-instance.ts';

// Standard output is the command's own, and may be read by a program.
const sayAside = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** `npm run admin -- ...`: with the running platform's database, or with one started for this call alone. */
export const admin = async (args: readonly string[]): Promise<number> => {
  const layout = createLayout(developmentDirectory);
  const running = runningPlatform(layout) === undefined ? undefined : readPlatformFile(layout);
  if (running !== undefined) return runAdmin(args, running.environment);

  const platform = await startPlatform({
    directory: developmentDirectory,
    ports: 'random',
    engines: ['postgres'],
    services: [],
    say: sayAside,
  });
  try {
    return await runAdmin(args, platform.environment);
  } finally {
    await platform.stop();
  }
};
