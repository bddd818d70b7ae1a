/** \`npm run test:upgrade [reports]\`: the long run of upgrade.test.ts, with its figures. Needs the engines for tests: \`npm run engines\`. */
import { startScheduler } from './platform.ts';
import { playUpgrade } from './play-upgrade.ts';

const inFlight = Number(process.argv[2] ?? 100);
const startedAt = Date.now();
const scheduler = await startScheduler();
try {
  const { faults, ...figures } = await playUpgrade(scheduler, inFlight);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  process.stdout.write(`${JSON.stringify({ inFlight, ...figures, seconds })}\n`);
  process.stdout.write(`${figures.reports - faults.length} passed, ${faults.length} failed\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await scheduler.stop();
}
