import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../client.ts';
import { generateRecords } from '../data/generate.ts';
import { interleave } from '../measure/interleave.ts';
import { countProcessorMs } from '../measure/processes.ts';
import { median } from '../measure/statistics.ts';
import { ratioOfRounds, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** What the API takes in one request. */
const recordsPerRequest = 10_000;
const requestsAtOnce = 4;
const pollMs = 50;
const giveUpAfterMs = 300_000;
/** What calls go through. The client is the bench itself. */
const parts = ['api', 'nats', 'aggregator', 'postgres'] as const;

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

/** Into so many new workspaces at once, each its share of the requests. */
const sendToWorkspaces = async (stage: Stage, bodies: readonly string[][], count: number): Promise<void> => {
  const shares = Array.from({ length: count }, (_, place) =>
    bodies.filter((_, index) => index % count === place),
  );
  await Promise.all(shares.map((share, place) => send(stage, place, share, requestsAtOnce / count)));
};

const send = async (
  stage: Stage,
  place: number,
  bodies: readonly string[][],
  atOnce: number,
): Promise<void> => {
  const workspace = await stage.workspace(`sent-${Date.now()}-${place}`);
  const client = createClient(stage, workspace);
  const calls = bodies.reduce((sum, { length }) => sum + length, 0);
  const waiting = [...bodies];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
        await client.sendBatch('calls', body);
      }
    }),
  );
  const deadline = Date.now() + giveUpAfterMs;
  for (;;) {
    // Counted by the rollups' transaction; to sum the rollups at every look would take a tenth of a core.
    const [stored] = await stage.owner<[{ calls: number }]>`
      select coalesce(min(records), 0)::int as calls from rollup_zones
      where workspace_id = ${workspace.id} and kind in ('calls', 'agent_calls')`;
    if (stored.calls >= calls) return;
    if (Date.now() > deadline) throw new Error(`Only ${stored.calls} of ${calls} calls have arrived`);
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
  const pids = Object.fromEntries(parts.map((name) => [name, stage.platform.pid(name)]));
  const cpuMs: Record<1 | 4, Record<string, number>[]> = { 1: [], 4: [] };
  const timed = async (workspaces: 1 | 4): Promise<number> => {
    const client = process.cpuUsage();
    const hadSince = countProcessorMs(pids);
    const startedAt = performance.now();
    await sendToWorkspaces(stage, bodies, workspaces);
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(client);
    cpuMs[workspaces].push({ client: (user + system) / 1_000, ...hadSince() });
    return ms;
  };
  const rounds = await interleave(
    {
      ours: () => timed(1),
      four: () => timed(4),
      bare: () => copyInto(stage, 'bench_bare', file),
      indexed: () => copyInto(stage, 'bench_indexed', file),
    },
    { rounds: Math.min(5, stage.sizes.rounds) },
  );
  await stage.owner.unsafe('DROP TABLE bench_bare, bench_indexed');

  const perSecond = (ms: number) => (sentCalls / ms) * 1_000;
  const shown = (ms: number) => `${Math.round(perSecond(ms)).toLocaleString('en')}/s`;
  const compared = (
    ours: 'ours' | 'four',
    reference: 'bare' | 'indexed',
    { what, target }: { what: string; target?: { atLeast: number } },
  ): Outcome => ({
    measure: `calls a second through POST into tables and rollups${ours === 'four' ? ', of 4 workspaces at once,' : ''} ÷ COPY into ${what}`,
    ours: shown(median(rounds[ours])),
    reference: shown(median(rounds[reference])),
    result: ratioOfRounds(rounds[reference], rounds[ours]),
    unit: '',
    target,
    note: `${sentCalls.toLocaleString('en')} calls in requests of ${recordsPerRequest.toLocaleString('en')}, ${requestsAtOnce} at once, into ${ours === 'four' ? 'empty workspaces' : 'an empty workspace'}; until the rollups have them all`,
    rounds: { ours: rounds[ours], reference: rounds[reference] },
  });
  /** Of the rounds that count; the first is a warm-up. */
  const processorTime = (workspaces: 1 | 4): Outcome => {
    const times = cpuMs[workspaces].slice(1);
    const perCall = (of: (time: Record<string, number>) => number) =>
      (median(times.map(of)) / sentCalls) * 1_000;
    const all = perCall((time) => Object.values(time).reduce((sum, ms) => sum + ms, 0));
    const shares = ['client', ...parts].map(
      (part) => `${part} ${perCall((time) => time[part] ?? 0).toFixed(1)}`,
    );
    return {
      measure: `processor time a call, POST into tables and rollups${workspaces === 4 ? ', of 4 workspaces at once' : ''}`,
      ours: `${all.toFixed(1)} µs`,
      reference: '',
      result: all,
      unit: 'µs',
      target: undefined,
      note: `µs: ${shares.join(', ')}`,
      rounds: {},
    };
  };
  const withKeys = { what: 'a table with the keys and indexes', target: { atLeast: 0.5 } };
  return [
    compared('ours', 'bare', { what: 'a table without keys or triggers' }),
    compared('ours', 'indexed', withKeys),
    compared('four', 'indexed', withKeys),
    processorTime(1),
    processorTime(4),
  ];
};
