import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../client.ts';
import { generateRecords } from '../data/generate.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/statistics.ts';
import { ratioOfRounds, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** What the API takes in one request. */
const recordsPerRequest = 10_000;
const requestsAtOnce = 4;
const pollMs = 50;
const giveUpAfterMs = 300_000;

/** The calls as the bodies of requests, made before anything is timed. */
const readBodies = async ({ reference, sizes }: Stage): Promise<string[][]> => {
  const result = await reference.runAndReadAll(`
    SELECT to_json(struct_pack(call_id := id, campaign_id := campaign_id, agent_id := agent_id, contact_id := contact_id,
                               started_at := strftime(started_at, '%Y-%m-%dT%H:%M:%SZ'), duration_seconds := duration_seconds,
                               connected := connected, disposition := coalesce(disposition, 'none'),
                               language := coalesce(language, 'en')))
    FROM sent.calls ORDER BY id LIMIT ${sizes.sentCalls}`);
  const lines = result.getRows().map(([line]) => String(line));
  return Array.from({ length: Math.ceil(lines.length / recordsPerRequest) }, (_, index) =>
    lines.slice(index * recordsPerRequest, (index + 1) * recordsPerRequest),
  );
};

const send = async (stage: Stage, round: number, bodies: readonly string[][]): Promise<void> => {
  const workspace = await stage.workspace(`sent-${Date.now()}-${round}`);
  const client = createClient(stage, workspace);
  const waiting = [...bodies];
  await Promise.all(
    Array.from({ length: requestsAtOnce }, async () => {
      for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
        await client.sendBatch('calls', body);
      }
    }),
  );
  const deadline = Date.now() + giveUpAfterMs;
  for (;;) {
    const [stored] = await stage.owner<[{ calls: number }]>`
      select coalesce(sum(calls), 0)::int as calls from call_rollups where workspace_id = ${workspace.id}`;
    if (stored.calls >= stage.sizes.sentCalls) return;
    if (Date.now() > deadline)
      throw new Error(`Only ${stored.calls} of ${stage.sizes.sentCalls} calls have arrived`);
    await wait(pollMs);
  }
};

const copyInto = async ({ owner }: Stage, table: string, file: string): Promise<number> => {
  await owner.unsafe(`TRUNCATE ${table}`);
  const startedAt = performance.now();
  const sink = await owner
    .unsafe(
      `COPY ${table} (id, campaign_id, agent_id, contact_id, started_at, duration_seconds, connected, disposition,
                      language, sentiment, workspace_id, version) FROM STDIN (FORMAT csv)`,
    )
    .writable();
  await pipeline(createReadStream(file), sink);
  return performance.now() - startedAt;
};

/** Records through POST into tables and rollups ÷ COPY of the same rows into a table without anything. */
export const ingest: Bench = async (stage) => {
  const { sentCalls, agents, campaigns } = stage.sizes;
  await generateRecords(stage.reference, { schema: 'sent', calls: sentCalls, agents, campaigns });
  const bodies = await readBodies(stage);
  const file = join(stage.directory, 'sent.csv');
  await stage.reference.run(
    `COPY (SELECT *, 'ws_copied', 1 FROM sent.calls) TO '${file}' (FORMAT csv, HEADER false)`,
  );
  await stage.owner.unsafe(`
    DROP TABLE IF EXISTS bench_bare, bench_indexed;
    CREATE TABLE bench_bare (LIKE calls);
    CREATE TABLE bench_indexed (LIKE calls INCLUDING ALL)`);
  let round = 0;
  const rounds = await interleave(
    {
      ours: async () => {
        round += 1;
        const startedAt = performance.now();
        await send(stage, round, bodies);
        return performance.now() - startedAt;
      },
      bare: () => copyInto(stage, 'bench_bare', file),
      indexed: () => copyInto(stage, 'bench_indexed', file),
    },
    { rounds: Math.min(5, stage.sizes.rounds) },
  );
  await stage.owner.unsafe('DROP TABLE bench_bare, bench_indexed');

  const perSecond = (ms: number) => (sentCalls / ms) * 1_000;
  const shown = (ms: number) => `${Math.round(perSecond(ms)).toLocaleString('en')}/s`;
  const compared = (name: 'bare' | 'indexed', what: string): Outcome => ({
    measure: `calls a second through POST into tables and rollups ÷ COPY into ${what}`,
    ours: shown(median(rounds.ours)),
    reference: shown(median(rounds[name])),
    result: ratioOfRounds(rounds[name], rounds.ours),
    unit: '',
    target: undefined,
    note: `${sentCalls.toLocaleString('en')} calls in requests of ${recordsPerRequest.toLocaleString('en')}, ${requestsAtOnce} at once, into an empty workspace; until the rollups have them all`,
    rounds,
  });
  return [
    compared('bare', 'a table without keys or triggers'),
    compared('indexed', 'a table with the keys and indexes'),
  ];
};
