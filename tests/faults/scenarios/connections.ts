import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

/** All of PostgreSQL's connections are somebody else's: 503 with Retry-After until they are given back, and nothing is lost. */
export const connections: Scenario = () =>
  inWorld(async (platform, client) => {
    const faults: string[] = [];
    const posted: Posted[] = [];
    for (let n = 0; n < 6; n += 1) posted.push(await postSurely(client, reportOf(n)));
    const hogs: postgres.Sql[] = [];
    const owner = () =>
      postgres(platform.environment['DATABASE_OWNER_URL'] ?? '', {
        max: 1,
        onnotice: () => undefined,
        connect_timeout: 5,
      });
    const first = owner();
    const evict = () => first`
      select pg_terminate_backend(pid) from pg_stat_activity where usename like 'reports%' and usename <> 'reports_owner'`;
    await evict();
    for (let refusals = 0; refusals < 20;) {
      const hog = owner();
      try {
        await hog`select 1`;
        hogs.push(hog);
        refusals = 0;
      } catch {
        refusals += 1;
        await hog.end({ timeout: 0 });
        await evict();
      }
    }
    const refused = await client.request('POST', '/v1/reports', reportOf(1));
    if (refused.status !== 503 || !(Number(refused.headers.get('retry-after')) > 0)) {
      faults.push(`a report is answered ${refused.status} while there is no connection`);
    }
    await wait(10_000);
    const releasedAt = Date.now();
    await Promise.all([...hogs, first].map((hog) => hog.end({ timeout: 1 })));
    posted.push(await postSurely(client, reportOf(1)));
    const wellAfterSeconds = (Date.now() - releasedAt) / 1_000;
    const { faults: found, ...figures } = await tally(platform, client, posted);
    return {
      figures: { connectionsTaken: hogs.length, reports: posted.length, wellAfterSeconds, ...figures },
      faults: [...faults, ...found],
    };
  });
