import { setTimeout as wait } from 'node:timers/promises';
import { draw, drawOne } from '../../support/draw.ts';
import type { TestPlatform } from '../../support/platform.ts';
import { descendantsOf, signal } from '../../support/processes.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const services = ['api', 'aggregator', 'renderer', 'scheduler', 'notifier'] as const;
const engines = ['postgres', 'nats', 'temporal', 'minio'] as const;
const victims = [...services, ...engines, 'chromium'] as const;

const kill = async (platform: TestPlatform, name: (typeof victims)[number]): Promise<void> => {
  if (name !== 'chromium') return signal(platform.pid(name), 'SIGKILL');
  for (const pid of await descendantsOf(platform.pid('renderer'))) signal(pid, 'SIGKILL');
};

/**
 * Kills with SIGKILL at seeded moments while reports are made: a service, an engine, Chromium; at every tenth all at once. After each,
 * a report that is asked for at once says how long it takes until the platform is well again. `size`: kills, 100; five reports each.
 */
export const kills: Scenario = ({ seed, size = 100, say }) =>
  inWorld(async (platform, client) => {
    const posted: Posted[] = [];
    const faults: string[] = [];
    let slowestSeconds = 0;
    let alone = 0;
    for (let round = 0; round < size; round += 1) {
      for (let n = 0; n < 5; n += 1) posted.push(await postSurely(client, reportOf(posted.length)));
      await wait(draw(`${seed}/${round}/when`) * 1_500);
      const names = round % 10 === 9 ? [...victims].toReversed() : [drawOne(victims, `${seed}/${round}/who`)];
      if (names.length === 1) alone += 1;
      for (const name of names) {
        try {
          await kill(platform, name);
        } catch {
          // It is being started again after the kill before this one.
        }
      }
      const killedAt = Date.now();
      const probe = await postSurely(client, reportOf(1));
      posted.push(probe);
      for (;;) {
        const answer = await client
          .request('GET', `/v1/reports/${probe.reportId}?wait=5`)
          .catch(() => undefined);
        const { status } = ((await answer?.json().catch(() => undefined)) ?? {}) as { status?: string };
        if (status === 'completed' || status === 'failed') break;
        if (Date.now() - killedAt > 180_000) break;
        await wait(100);
      }
      const seconds = (Date.now() - killedAt) / 1_000;
      slowestSeconds = Math.max(slowestSeconds, seconds);
      if (seconds > 30)
        faults.push(`well again only ${seconds.toFixed(0)} s after ${names.join(', ')} in round ${round}`);
      if (round % 10 === 9)
        say(`${round + 1} kills, ${posted.length} reports, slowest ${slowestSeconds.toFixed(1)} s`);
    }
    const { faults: found, ...figures } = await tally(platform, client, posted);
    return {
      figures: {
        kills: size,
        alone,
        allAtOnce: size - alone,
        reports: posted.length,
        ...figures,
        slowestSeconds,
      },
      faults: [...faults, ...found],
    };
  });
