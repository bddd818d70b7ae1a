import { setTimeout as wait } from 'node:timers/promises';
import { signal } from '../../support/processes.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

/** Stops each service with SIGSTOP in the middle of reports, for `size` seconds, 90, and lets it go on. */
export const stops: Scenario = ({ size = 90, say }) =>
  inWorld(async (platform, client) => {
    const posted: Posted[] = [];
    for (const service of ['aggregator', 'renderer', 'scheduler', 'notifier', 'api']) {
      for (let n = 0; n < 6; n += 1) posted.push(await postSurely(client, reportOf(posted.length)));
      const pid = platform.pid(service);
      signal(pid, 'SIGSTOP');
      const stopped = wait(size * 1_000).finally(() => signal(pid, 'SIGCONT'));
      // A stopped api answers once it goes on.
      for (let n = 0; n < 6; n += 1) posted.push(await postSurely(client, reportOf(posted.length)));
      await stopped;
      say(`${service} was stopped for ${size} s`);
    }
    const { faults, ...figures } = await tally(platform, client, posted);
    return { figures: { stops: 5, seconds: size, reports: posted.length, ...figures }, faults };
  });
