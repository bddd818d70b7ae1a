import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { callAdmin } from '@reports/local-platform/admin';
import { startPlatform } from '@reports/local-platform/platform';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { interleave } from '../measure/interleave.ts';
import { quantile } from '../measure/statistics.ts';
import { milliseconds, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** A round of each side, in turn. */
const [reportsARound, readsARound] = [20, 200];
const body = { type: 'call_summary', format: 'json', from: month.from, to: month.to } as const;

type Times = Record<'read' | 'post' | 'report', number[]>;

/** Takes all spans, and keeps none. */
const startCollector = async () => {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, bytes: () => bytes, close: () => server.close() };
};

/** One client of a platform, which asks for one thing after the other and notes each one's milliseconds. */
const createSide = async (stage: Pick<Stage, 'platform' | 'setting'>) => {
  const { key, workspace_id: id } = (await callAdmin(
    ['workspaces', 'create', 'Traced or not'],
    stage.platform.environment,
  )) as { key: string; workspace_id: string };
  const client = createClient(stage, { id, key });
  const { report_id: reportId } = await client.makeReport({ ...body, format: 'csv' });
  const read = { params: { path: { reportId } } };
  const times: Times = { read: [], post: [], report: [] };
  return {
    times,
    round: async (): Promise<void> => {
      for (let asked = 0; asked < readsARound; asked += 1) {
        const startedAt = performance.now();
        await client.api.GET('/v1/reports/{reportId}', read);
        times.read.push(performance.now() - startedAt);
      }
      for (let asked = 0; asked < reportsARound; asked += 1) {
        const startedAt = performance.now();
        const { data } = await client.api.POST('/v1/reports', { body });
        times.post.push(performance.now() - startedAt);
        await client.waitForReport(data?.report_id ?? '');
        times.report.push(performance.now() - startedAt);
      }
    },
  };
};

const names: Record<keyof Times, string> = {
  read: 'GET of a report',
  post: 'POST of a report',
  report: 'POST to completed, JSON of no records',
};

const outcomeOf = (kind: keyof Times, share: number, ours: Times, reference: Times): Outcome => {
  const [traced, untraced] = [quantile(ours[kind], share), quantile(reference[kind], share)];
  return {
    measure: `${names[kind]}, ${share === 0.5 ? 'median' : 'p99'}, traced ÷ not`,
    ours: milliseconds(traced),
    reference: milliseconds(untraced),
    result: traced / untraced,
    unit: '',
    target: share === 0.5 ? undefined : { atMost: 1.03 },
    note: `${ours[kind].length.toLocaleString('en')} each, one after another, in turns; every span is kept and sent`,
    rounds: { ours: ours[kind], reference: reference[kind] },
  };
};

/** What a client's times are where every trace is kept ÷ where none is made: two platforms on one machine, in turns. */
export const tracing: Bench = async (stage) => {
  const collector = await startCollector();
  const platform = await startPlatform({
    directory: join(stage.directory, 'traced-platform'),
    ports: 'random',
    ownEngines: true,
    settings: {
      RATE_LIMIT_PER_MINUTE: '100000000',
      LOG_LEVEL: 'warn',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
    say: stage.say,
  });
  try {
    const setting = (name: string): string => platform.environment[name] ?? '';
    const ours = await createSide({ platform, setting });
    const reference = await createSide(stage);
    // Code is compiled, connections are open.
    for (const { round } of [ours, reference, ours, reference]) await round();
    for (const { times } of [ours, reference]) Object.assign(times, { read: [], post: [], report: [] });
    await interleave(
      { ours: ours.round, reference: reference.round },
      { rounds: stage.sizes.rounds * 8, warmUps: 0 },
    );
    if (collector.bytes() === 0) throw new Error('Nothing was traced');
    return (['read', 'post', 'report'] as const).flatMap((kind) =>
      [0.5, 0.99].map((share) => outcomeOf(kind, share, ours.times, reference.times)),
    );
  } finally {
    await platform.stop();
    collector.close();
  }
};
