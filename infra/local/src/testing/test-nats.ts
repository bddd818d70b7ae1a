import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { testAccounts, testAccountUrl } from '../engines/nats.ts';
import { engineSetting, testEnginesFile } from './test-engines.ts';

const claim = (directory: string): boolean => {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

/**
 * A NATS account that no other test uses: its streams and consumers are its own, under their real names.
 * Accounts are claimed by making a directory, which succeeds for one process alone; there are 2,000 in a session.
 */
export const createTestNats = (): { url: string } => {
  const claims = join(dirname(testEnginesFile()), 'nats-accounts');
  mkdirSync(claims, { recursive: true });
  for (let account = 0; account < testAccounts; account += 1) {
    if (claim(join(claims, String(account))))
      return { url: testAccountUrl(engineSetting('NATS_URL'), account) };
  }
  throw new Error(`All ${testAccounts} NATS accounts were used: start the test engines again`);
};
