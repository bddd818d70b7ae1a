import { setTimeout as wait } from 'node:timers/promises';
import { createProxy } from '@reports/local-platform/testing';
import { createClient } from '../../support/client.ts';
import { draw, drawOne } from '../../support/draw.ts';
import { serviceNames, startServices } from '../../support/services.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const addresses = ['DATABASE_URL', 'NATS_URL', 'S3_ENDPOINT', 'TEMPORAL_ADDRESS'] as const;
const troubles = ['cut', 'freeze', 'slow'] as const;

/** The line in which a service says why it ends. */
const lastErrorOf = (output: string): string =>
  output
    .trim()
    .split('\n')
    .findLast((line) => line.includes('"level":"fatal"')) ?? 'without a word';

/**
 * The network between the services and each engine: connections that are reset, that go half open, that take 200 ms a way, for seconds
 * each, by the seed. `size`: troubles, 40; three reports each.
 */
export const network: Scenario = ({ seed, size = 40, say }) =>
  inWorld(async (platform, ours) => {
    const environment: Record<string, string> = { ...platform.environment };
    const proxies = await Promise.all(
      addresses.map(async (name) => {
        const given = environment[name] ?? '';
        const { hostname: host, port } = new URL(given.includes('://') ? given : `tcp://${given}`);
        const proxy = await createProxy({ host, port: Number(port) });
        for (const [key, value] of Object.entries(environment)) {
          environment[key] = value.replace(`${host}:${port}`, `127.0.0.1:${proxy.port}`);
        }
        return { name, proxy };
      }),
    );
    for (const name of serviceNames) await platform.halt(name);
    const services = await startServices(environment);
    try {
      const client = createClient(services.url, ours.key, ours.workspaceId);
      const posted: Posted[] = [];
      for (let round = 0; round < size; round += 1) {
        const drawn = (what: string) => `${seed}/${round}/${what}`;
        const { proxy } = drawOne(proxies as [(typeof proxies)[number]], drawn('where'));
        const trouble = drawOne(troubles, drawn('what'));
        const posting = Promise.all([0, 1, 2].map((n) => postSurely(client, reportOf(posted.length + n))));
        await wait(draw(drawn('when')) * 500);
        if (trouble === 'cut') await proxy.cut();
        if (trouble === 'freeze') proxy.freeze();
        if (trouble === 'slow') proxy.slow(200);
        await wait(1_000 + draw(drawn('how long')) * 9_000);
        await proxy.fix();
        posted.push(...(await posting));
        if (round % 10 === 9) say(`${round + 1} troubles, ${posted.length} reports`);
      }
      const { faults, ...figures } = await tally(
        { environment: { ...platform.environment, REPORTS_URL: services.url } },
        client,
        posted,
      );
      const ended = services.ended().map((name) => `${name} ended: ${lastErrorOf(services.outputOf(name))}`);
      return {
        figures: { troubles: size, reports: posted.length, ...figures },
        faults: [...faults, ...ended],
      };
    } finally {
      await services.stop();
      for (const { proxy } of proxies) await proxy.close();
    }
  });
