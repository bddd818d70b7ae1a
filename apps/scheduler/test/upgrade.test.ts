import { expect, test, vi } from 'vitest';
import { startScheduler } from './platform.ts';
import { playUpgrade } from './play-upgrade.ts';

vi.setConfig({ testTimeout: 300_000 });

test('a release with a changed workflow, forward and back, over reports that are being made loses none', async () => {
  const scheduler = await startScheduler();
  try {
    expect(await playUpgrade(scheduler, 4)).toEqual({ reports: 13, completed: 13, moved: 6, faults: [] });
  } finally {
    await scheduler.stop();
  }
});
