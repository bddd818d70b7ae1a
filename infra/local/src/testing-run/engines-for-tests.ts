import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { startEngines, type EngineSet } from '../engine-set.ts';
import type { Layout } from '../layout.ts';
import { randomPorts } from '../ports.ts';
import { readOrCreateSecrets } from '../secrets.ts';
import { startGuard } from '../supervision/guard.ts';
import type { Say } from '../terminal.ts';

/** Starts throw-away engines on random ports, and writes down where they are for the tests' processes. */
export const startTestEngines = async (layout: Layout, file: string, say: Say): Promise<EngineSet> => {
  const dismissGuard = startGuard(layout);
  const engines = await startEngines({
    layout,
    ports: await randomPorts(),
    secrets: readOrCreateSecrets(layout),
    say,
    purpose: 'throwaway',
    fromEnvironment: false,
  });
  const content = { pid: process.pid, environment: engines.environment };
  // Written aside and renamed: a reader sees all of it or nothing.
  writeFileSync(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return {
    ...engines,
    stop: async () => {
      rmSync(file, { force: true });
      await engines.stop();
      dismissGuard();
    },
  };
};
