import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { repeatEvents } from './scenarios/repeats.ts';
import { searchSecrets } from './scenarios/secrets.ts';

let platform: TestPlatform;
let client: Client;

beforeAll(async () => {
  platform = await startTestPlatform({ RATE_LIMIT_PER_MINUTE: '100000', WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await platform.createWorkspace('Kept');
  await client.send('evaluations', januaryEvaluations().slice(0, 100));
}, 180_000);
afterAll(() => platform.stop());

test('events that come again and again have one effect, and what nobody can read is put aside', async () => {
  const { figures, faults } = await repeatEvents(platform, client, { reports: 6 });
  expect(faults).toEqual([]);
  // Six requests and six ends at least, five times.
  expect(figures['repeated']).toBeGreaterThanOrEqual(60);
  expect(figures['deadLetters']).toBe(2);
}, 300_000);

test('no secret is in anything that the platform keeps, and no address in its logs', async () => {
  expect((await searchSecrets(platform, client)).faults).toEqual([]);
}, 300_000);
