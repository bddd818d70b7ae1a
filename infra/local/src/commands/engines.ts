import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLayout, root } from '../layout.ts';
import { claimPlatform, stopLeftovers } from '../single-instance.ts';
import { stopRequested } from '../stop-requested.ts';
import { say } from '../terminal.ts';
import { testEnginesFile } from '../testing/test-engines.ts';
import { startTestEngines } from '../testing-run/engines-for-tests.ts';

/** `npm run engines`: holds the test engines up, for `npx vitest` in any project, until Ctrl-C. */
export const engines = async (): Promise<number> => {
  const stopping = stopRequested();
  const directory = join(root, '.local/test');
  const before = createLayout(directory);
  claimPlatform(before);
  await stopLeftovers(before, say);
  rmSync(directory, { recursive: true, force: true });
  const layout = createLayout(directory);
  const release = claimPlatform(layout);
  const file = testEnginesFile();
  try {
    const up = await startTestEngines(layout, file, say);
    say(`Test engines are up (${file}).`);
    say('Run `npx vitest --root <project>` in another terminal; Ctrl-C stops them.');
    await stopping;
    say('Stopping the test engines …');
    await up.stop();
  } finally {
    release();
  }
  return 0;
};
