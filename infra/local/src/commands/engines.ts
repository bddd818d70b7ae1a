import { rmSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { startEngines } from '../engine-set.ts';
import { createLayout, root } from '../layout.ts';
import { randomPorts } from '../ports.ts';
import { readOrCreateSecrets } from '../secrets.ts';
import { stopRequested } from '../stop-requested.ts';
import { say } from '../terminal.ts';
import { testEnginesFile } from '../testing/test-engines.ts';

/** `npm run engines`: holds the test engines up, for `npx vitest` in any project, until Ctrl-C. */
export const engines = async (): Promise<number> => {
  const stopping = stopRequested();
  const directory = join(root, '.local/test');
  rmSync(directory, { recursive: true, force: true });
  const layout = createLayout(directory);
  const up = await startEngines({
    layout,
    ports: await randomPorts(),
    secrets: readOrCreateSecrets(layout),
    say,
    purpose: 'throwaway',
  });
  const file = testEnginesFile();
  const content = { pid: process.pid, environment: up.environment };
  // Written aside and renamed: a reader sees all of it or nothing.
  writeFileSync(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  say(`Test engines are up (${file}). Run \`npx vitest --root <project>\` elsewhere; Ctrl-C stops them.`);
  await stopping;
  say('Stopping the test engines …');
  rmSync(file, { force: true });
  await up.stop();
  return 0;
};
