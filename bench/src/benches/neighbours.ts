import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../client.ts';
import { quantile } from '../measure/statistics.ts';
import { milliseconds } from '../results/outcome.ts';
import type { Stage, Workspace } from '../stage.ts';
import type { Bench } from './bench.ts';

const recordsPerRequest = 10_000;
const requestsAtOnce = 4;
const fewCalls = 100;
const betweenMs = 1_000;
const pollMs = 20;
const giveUpAfterMs = 300_000;

const callsOf = (prefix: string, count: number, campaigns: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      call_id: `${prefix}_${index}`,
      campaign_id: `cmp_${index % campaigns}`,
      agent_id: `agt_${index % 500}`,
      contact_id: `con_${prefix}_${index % 4_000}`,
      started_at: new Date(Date.UTC(2024, 0, 1 + (index % 31), 8, 0, index % 40_000)).toISOString(),
      duration_seconds: index % 400,
      connected: index % 2 === 0,
    }),
  );

const rolledUp = async ({ owner }: Stage, workspaceId: string): Promise<number> => {
  const [row] = await owner<{ calls: number }[]>`
    select coalesce(sum(calls), 0)::int as calls from call_rollups where workspace_id = ${workspaceId} and language = ''`;
  return row?.calls ?? 0;
};

/** Sends many calls, as fast as the API takes them. */
const sendMany = async (stage: Stage, workspace: Workspace): Promise<void> => {
  const client = createClient(stage, workspace);
  const requests = stage.sizes.crowdingCalls / recordsPerRequest;
  let next = 0;
  await Promise.all(
    Array.from({ length: requestsAtOnce }, async () => {
      while (next < requests) {
        next += 1;
        await client.sendBatch('calls', callsOf(`many${next}`, recordsPerRequest, stage.sizes.campaigns));
      }
    }),
  );
};

/** POST to rollups of a few calls, again and again until `isOver`; milliseconds each. */
const sendFew = async (stage: Stage, workspace: Workspace, isOver: () => boolean): Promise<number[]> => {
  const client = createClient(stage, workspace);
  const times: number[] = [];
  while (!isOver()) {
    const startedAt = performance.now();
    await client.sendBatch('calls', callsOf(`few${times.length}`, fewCalls, stage.sizes.campaigns));
    const expected = (times.length + 1) * fewCalls;
    while ((await rolledUp(stage, workspace.id)) < expected) {
      if (performance.now() - startedAt > giveUpAfterMs) throw new Error('A few calls are not in');
      await wait(pollMs);
    }
    times.push(performance.now() - startedAt);
    await wait(betweenMs);
  }
  return times;
};

/** A few calls of one workspace while another sends very many: until its last one is in the rollups. */
export const neighbours: Bench = async (stage) => {
  const many = await stage.workspace(`many-${Date.now()}`);
  const few = await stage.workspace(`few-${Date.now()}`);
  const { crowdingCalls } = stage.sizes;
  let isOver = false;
  const startedAt = performance.now();
  let sentMs = 0;
  const crowding = sendMany(stage, many).then(async () => {
    sentMs = performance.now() - startedAt;
    while ((await rolledUp(stage, many.id)) < crowdingCalls) await wait(1_000);
    isOver = true;
  });
  crowding.catch(() => (isOver = true));
  const times = await sendFew(stage, few, () => isOver);
  await crowding;
  const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;
  const longest = Math.max(...times);
  return [
    {
      measure: `${fewCalls} calls of one workspace, POST to rollups, while another sends ${crowdingCalls.toLocaleString('en')}: the longest`,
      ours: milliseconds(longest),
      reference: '',
      result: longest,
      unit: 'ms',
      target: { atMost: 2_000 },
      note: `median ${milliseconds(quantile(times, 0.5))} of ${times.length}; the other's are sent within ${seconds(sentMs)} and stored within ${seconds(performance.now() - startedAt)}`,
      rounds: { ours: times },
    },
  ];
};
