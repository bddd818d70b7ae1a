import { afterAll, beforeAll, expect, test } from 'vitest';
import { playPauseRounds } from './scenarios/pauses.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform({ RATE_LIMIT_PER_MINUTE: '100000' });
}, 180_000);
afterAll(() => platform.stop());

test('workers that are paused and wake up leave every report as its row says', async () => {
  const figures = await playPauseRounds(platform, { rounds: 4, lanes: 4, seed: 1 });
  expect(figures).toMatchObject({ rounds: 4, reports: 16, faults: [] });
}, 180_000);
