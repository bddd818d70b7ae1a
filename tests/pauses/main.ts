/** `npm run test:pauses [rounds] [seed]`: the long run of tests/faults/pauses.test.ts, with its figures. */
import { playPauseRounds } from '../support/pause-rounds.ts';
import { startTestPlatform } from '../support/platform.ts';

const [rounds = 200, seed = 1] = process.argv.slice(2).map(Number);
const startedAt = Date.now();
const platform = await startTestPlatform({ RATE_LIMIT_PER_MINUTE: '100000' });
try {
  const { faults, ...figures } = await playPauseRounds(platform, { rounds, lanes: 8, seed });
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  process.stdout.write(`${JSON.stringify({ ...figures, seed, minutes })}\n`);
  process.stdout.write(`${figures.reports - faults.length} passed, ${faults.length} failed\n`);
  process.exitCode = faults.length === 0 && figures.rounds === rounds ? 0 : 1;
} finally {
  await platform.stop();
}
