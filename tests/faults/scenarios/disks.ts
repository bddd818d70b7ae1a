import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { januaryEvaluations } from '../../support/january.ts';
import type { Client } from '../../support/client.ts';
import type { TestPlatform } from '../../support/platform.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const diskMb = 900;
const mount = (...words: string[]): unknown => execFileSync(words[0] ?? '', words.slice(1));

/** Puts an engine's data on a small disk of its own; needs root. Gives the disk's place. */
const putOnSmallDisk = async (platform: TestPlatform, engine: string): Promise<string> => {
  const [data, full] = [join(platform.layout.data, engine), join(platform.layout.data, `${engine}-before`)];
  await platform.halt(engine);
  mount('mv', data, full);
  mkdirSync(data);
  mount('mount', '-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', data);
  mount('cp', '-a', `${full}/.`, data);
  mount('chown', `--reference=${full}`, data);
  mount('chmod', `--reference=${full}`, data);
  await platform.resume(engine);
  return data;
};

/** Leaves so many bytes on the disk, or none. */
const fill = (disk: string): void => {
  spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=64k'], { stdio: 'ignore' });
};
const free = (disk: string): void => rmSync(join(disk, 'filler'), { force: true });
const freeMb = (disk: string): number => {
  const { bavail, bsize } = statfsSync(disk);
  return Math.round((bavail * bsize) / 1e6);
};

/** The first answer that is not an acceptance; undefined when all are accepted. */
const firstRefusal = async (
  send: (number: number) => Promise<Response>,
  tries: number,
): Promise<Response | undefined> => {
  for (let number = 0; number < tries; number += 1) {
    const response = await send(number).catch(() => undefined);
    if (response && response.status >= 400) return response;
    await response?.arrayBuffer();
  }
  return undefined;
};

const codeOf = async (response: Response): Promise<string> =>
  ((await response.clone().json()) as { code: string }).code;

const isGoodRefusal = (response: Response): boolean =>
  response.status === 503 &&
  Number(response.headers.get('retry-after')) > 0 &&
  (response.headers.get('content-type') ?? '').includes('application/problem+json');

const seconds = async (until: () => Promise<boolean>, maxMs = 120_000): Promise<number> => {
  const startedAt = Date.now();
  while (!(await until().catch(() => false))) {
    if (Date.now() - startedAt > maxMs) return Infinity;
    await wait(200);
  }
  return Math.round((Date.now() - startedAt) / 100) / 10;
};

const records = januaryEvaluations();
const sendRecords = (client: Client, round: number): Promise<Response> =>
  client.request(
    'POST',
    '/v1/records/evaluations',
    records.map((each, n) => ({ ...each, call_id: `more_${round}_${n}` })),
  );

/**
 * Full disks, one engine's after another's, each a small one of its own: what cannot be taken is a 503 with Retry-After, nothing is
 * completed without its file, and once there is room all goes on without a hand.
 */
export const disks: Scenario = ({ say }) => {
  if (process.getuid?.() !== 0) throw new Error('Small disks are mounted: run it as root.');
  return inWorld(async (platform, client) => {
    const posted: Posted[] = [];
    const faults: string[] = [];
    const figures: Record<string, number | string> = {};
    for (const engine of ['minio', 'nats', 'postgres'] as const) {
      const disk = await putOnSmallDisk(platform, engine);
      await seconds(async () => (await client.request('GET', '/v1/reports?limit=1')).status === 200);
      posted.push(await postSurely(client, reportOf(1)));
      fill(disk);
      say(`${engine}: ${freeMb(disk)} MB are left`);
      if (engine === 'minio') {
        const waiting = [await postSurely(client, reportOf(1)), await postSurely(client, reportOf(2))];
        await wait(15_000);
        for (const { reportId } of waiting) {
          const answer = await client.request('GET', `/v1/reports/${reportId}`);
          const { status } = (await answer.json()) as { status: string };
          if (status !== 'generating') faults.push(`${reportId} is ${status} while storage is full`);
        }
        posted.push(...waiting);
      } else {
        // Records go to the bus, and reports to the database; what is stored of records soon fills its log.
        const send = (number: number): Promise<Response> =>
          engine === 'nats' || number % 2 === 0
            ? sendRecords(client, number)
            : client.request('POST', '/v1/reports', reportOf(1));
        const refused = await firstRefusal(send, 1_500);
        figures[`${engine}Refusal`] = refused ? `${refused.status} ${await codeOf(refused)}` : 'none';
        if (!refused || !isGoodRefusal(refused))
          faults.push(`${engine}: the answer is ${figures[`${engine}Refusal`]}`);
        if (engine === 'nats') posted.push(await postSurely(client, reportOf(1)));
      }
      free(disk);
      if (engine === 'nats') {
        // A server that met a full disk has turned JetStream off until it starts again, and says so: whoever watches it restarts it.
        const health = await fetch(`http://127.0.0.1:${platform.ports.natsMonitor}/healthz`);
        figures['natsHealthWhileFull'] = health.status;
        if (health.status === 200) faults.push('NATS says that it is well after a full disk');
        await platform.halt('nats');
        await platform.resume('nats');
      }
      const probe = await postSurely(client, reportOf(1));
      posted.push(probe);
      figures[`${engine}WellAfterSeconds`] = await seconds(async () => {
        const answer = await client.request('GET', `/v1/reports/${probe.reportId}`);
        return ((await answer.json()) as { status: string }).status === 'completed';
      });
      figures[`${engine}RecordsAfterSeconds`] = await seconds(async () => {
        const { status } = await sendRecords(client, 1_000);
        return status < 300;
      });
      for (const what of ['Well', 'Records']) {
        const after = figures[`${engine}${what}AfterSeconds`];
        if (after === Infinity)
          faults.push(`${engine}: not well again two minutes after there was room (${what})`);
      }
      await platform.halt(engine);
      mount('cp', '-a', `${disk}/.`, `${disk}-before`);
      mount('umount', disk);
      rmSync(disk, { recursive: true });
      mount('mv', `${disk}-before`, disk);
      await platform.resume(engine);
    }
    const { faults: found, ...counted } = await tally(platform, client, posted);
    return { figures: { reports: posted.length, ...counted, ...figures }, faults: [...faults, ...found] };
  });
};
