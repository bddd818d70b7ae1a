import { existsSync } from 'node:fs';
import { connectDatabase } from '@reports/database';
import { setTimeout as wait } from 'node:timers/promises';
import { serviceNames, spawnService } from '../../support/services.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/**
 * One service's clock is wrong by an hour, either way, one after another. Reports are made, told of once, and no slot of a schedule that
 * is due within that hour begins. Debian's `faketime` shifts the clock.
 */
export const clocks: Scenario = ({ say }) => {
  if (!existsSync(library)) throw new Error('Clocks are shifted by libfaketime: apt-get install faketime.');
  return inWorld(async (platform, client) => {
    const posted: Posted[] = [];
    const faults: string[] = [];
    const soon = new Date(Date.now() + 45 * 60_000).toISOString().slice(11, 16);
    const scheduled = await postSurely(client, {
      ...reportOf(1),
      schedule: { frequency: 'daily', time: soon, email: 'reader@example.com' },
    });
    posted.push({ reportId: scheduled.reportId });
    for (const service of serviceNames) {
      for (const shift of ['+1h', '-1h']) {
        await platform.halt(service);
        const port = platform.ports[service];
        const { child, output } = spawnService(service, {
          ...platform.environmentOf(service),
          HOST: '127.0.0.1',
          PORT: String(port),
          ...(service === 'api' && { INTERNAL_PORT: String(platform.ports.apiInternal) }),
          LD_PRELOAD: library,
          FAKETIME: shift,
          DONT_FAKE_MONOTONIC: '1',
        });
        try {
          for (let n = 0; n < 6; n += 1) posted.push(await postSurely(client, reportOf(posted.length)));
          const { faults: found } = await tally(platform, client, posted.slice(-6), { withinMs: 120_000 });
          faults.push(...found.map((fault) => `${service} ${shift}: ${fault}`));
          if (child.exitCode !== null) faults.push(`${service} ${shift} ended: ${output().slice(-300)}`);
        } finally {
          child.kill('SIGTERM');
          while (child.exitCode === null && child.signalCode === null) await wait(50);
          await platform.resume(service);
        }
        say(`${service} ${shift}`);
      }
    }
    const { sql, close } = connectDatabase({
      url: platform.environment['DATABASE_SYSTEM_URL'] ?? '',
      applicationName: 'test',
    });
    const slots = await sql`select 1 from schedule_slots where report_id = ${scheduled.reportId}`;
    if (slots.length > 0) faults.push(`${slots.length} slots began before their time`);
    await close();
    const { faults: found, ...figures } = await tally(platform, client, posted);
    return {
      figures: { services: serviceNames.length, reports: posted.length, ...figures },
      faults: [...faults, ...found],
    };
  });
};
