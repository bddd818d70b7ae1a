/**
 * `npm run test:alerts`: a platform and a Prometheus that scrapes it. One thing after the other is broken; its alert must fire within a
 * minute, and resolve once it is put right. Names of alerts after the command play those alone. Times in rules are scaled: see scale-rules.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase } from '@reports/database';
import { connectMessaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { createDrills, type Drill } from './drills.ts';
import { startPrometheus } from './prometheus.ts';
import { startTestPlatform } from '../support/platform.ts';

const say = (text: string): unknown => process.stdout.write(`${text}\n`);
const patienceMs = 60_000;
/** A burst that has to be worked off first, or an engine that starts: resolving is not promised within the minute. */
const resolvePatienceMs = 180_000;

const directory = mkdtempSync(join(tmpdir(), 'reports-alerts-'));
const platform = await startTestPlatform({ PDF_CONCURRENCY: '1', RATE_LIMIT_PER_MINUTE: '100000' });
const { ports } = platform;
const messaging = connectMessaging({
  url: platform.environment['NATS_URL'] ?? '',
  name: 'drill',
  log: createLogger({ service: 'drill', level: 'silent' }),
});
const owner = connectDatabase({
  url: platform.environment['DATABASE_OWNER_URL'] ?? '',
  applicationName: 'drill',
  poolSize: 2,
});
const prometheus = await startPrometheus(directory, {
  api: ports.apiInternal,
  scheduler: ports.scheduler,
  aggregator: ports.aggregator,
  renderer: ports.renderer,
  notifier: ports.notifier,
});

const untilFiring = async (
  { alert, labels = {} }: Drill,
  expected: boolean,
  ms: number,
): Promise<{ seconds: number; summary?: string | undefined }> => {
  const startedAt = performance.now();
  for (;;) {
    const [found] = await prometheus.firing(alert, labels);
    const seconds = (performance.now() - startedAt) / 1_000;
    if ((found !== undefined) === expected) return { seconds, summary: found?.annotations['summary'] };
    if (performance.now() - startedAt > ms) {
      throw new Error(
        expected ? `it did not fire in ${ms / 1_000} s` : `it still fires after ${ms / 1_000} s`,
      );
    }
    await wait(250);
  }
};

const untilFiringThenRepair = async (drill: Drill) => {
  try {
    return await untilFiring(drill, true, patienceMs);
  } finally {
    await drill.repair();
  }
};

const played: { name: string; fired?: number; resolved?: number; failure?: string }[] = [];
try {
  const wanted = process.argv.slice(2);
  for (const drill of await createDrills({ platform, messaging, owner })) {
    if (wanted.length > 0 && !wanted.includes(drill.alert)) continue;
    const name = `${drill.alert}${drill.labels ? ` ${JSON.stringify(drill.labels)}` : ''}: ${drill.what}`;
    try {
      await untilFiring(drill, false, resolvePatienceMs);
      await drill.breakIt();
      const fired = await untilFiringThenRepair(drill);
      const resolved = await untilFiring(drill, false, resolvePatienceMs);
      played.push({ name: drill.alert, fired: fired.seconds, resolved: resolved.seconds });
      say(
        `ok   ${name}: fired after ${fired.seconds.toFixed(1)} s ("${fired.summary}"), resolved ${resolved.seconds.toFixed(1)} s after the repair`,
      );
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      played.push({ name: drill.alert, failure });
      say(`FAIL ${name}: ${failure}`);
    }
  }
} finally {
  await prometheus.stop();
  await messaging.close();
  await owner.close();
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
}
const failed = played.filter(({ failure }) => failure !== undefined).length;
const seconds = (value: number | undefined): string => value?.toFixed(1) ?? '–';
say('\n| alert | fired after, s | resolved after, s |\n| --- | ---: | ---: |');
for (const { name, fired, resolved, failure } of played) {
  say(`| ${name} | ${seconds(fired)} | ${seconds(resolved)} |${failure === undefined ? '' : ` ${failure}`}`);
}
say(`\n${played.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
