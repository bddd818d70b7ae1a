import { createLayout, developmentDirectory } from './layout.ts';
import { readPlatformFile } from './platform-file.ts';
import { startPlatform } from './platform.ts';
import { runningPlatform } from './single-instance.ts';

type Environment = Readonly<Record<string, string>>;

// Standard output is the command's own, and may be read by a program.
const sayAside = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The environment of the platform that runs; undefined when none does. */
export const runningEnvironment = (): Environment | undefined => {
  const layout = createLayout(developmentDirectory);
  return runningPlatform(layout) === undefined ? undefined : readPlatformFile(layout)?.environment;
};

/** Does work with the running platform's database, or with one started for this work alone. */
export const withDatabase = async <Result>(
  work: (environment: Environment) => Promise<Result>,
): Promise<Result> => {
  const running = runningEnvironment();
  if (running !== undefined) return work(running);
  const platform = await startPlatform({
    directory: developmentDirectory,
    ports: 'random',
    engines: ['postgres'],
    services: [],
    say: sayAside,
  });
  try {
    return await work(platform.environment);
  } finally {
    await platform.stop();
  }
};
