import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { callAdmin } from '@reports/local-platform/admin';
import { startPlatform } from '@reports/local-platform/platform';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { processorMs } from '../measure/processes.ts';
import { quantile, ratioInterval } from '../measure/statistics.ts';
import { milliseconds, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

/** A round of each side: reads in so many turns, so that one busy moment meets every side, and then reports. */
const [turns, readsATurn, reportsARound] = [10, 50, 20];
const body = { type: 'call_summary', format: 'json', from: month.from, to: month.to } as const;

const kinds = {
  read: 'GET of a report',
  post: 'POST of a report',
  report: 'POST to completed, JSON of no records',
} as const;
type Kind = keyof typeof kinds;
type Work = 'read' | 'report';
/** Milliseconds, a list for each round. */
type Times = Record<Kind, number[][]>;

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

const services = ['api', 'scheduler', 'aggregator', 'renderer', 'notifier'] as const;

const processorOf = (platform: Stage['platform']): number => {
  const pids = Object.fromEntries(services.map((name) => [name, platform.pid(name)]));
  return Object.values(processorMs(pids)).reduce((sum, ms) => sum + ms, 0);
};

/** A new trace each time, which its client has decided about. */
const traceparent = (isKept: boolean): string =>
  `00-${crypto.randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-0${isKept ? 1 : 0}`;

/** One client of a platform, which asks for one thing after the other and notes each one's milliseconds. */
const createSide = async (
  stage: Pick<Stage, 'platform' | 'setting'>,
  headers: () => Record<string, string>,
) => {
  const { key, workspace_id: id } = (await callAdmin(
    ['workspaces', 'create', 'Traced or not'],
    stage.platform.environment,
  )) as { key: string; workspace_id: string };
  const client = createClient(stage, { id, key });
  const { report_id: reportId } = await client.makeReport({ ...body, format: 'csv' });
  const params = { path: { reportId } };
  const times: Times = { read: [], post: [], report: [] };
  /** Milliseconds of the services, a figure for each round. */
  const processor: Record<Work, number[]> = { read: [], report: [] };
  const counted = async (work: Work, does: () => Promise<void>) => {
    const before = processorOf(stage.platform);
    await does();
    const rounds = processor[work];
    rounds.push((rounds.pop() ?? 0) + processorOf(stage.platform) - before);
  };
  const note = (kind: Kind, startedAt: number) => times[kind].at(-1)?.push(performance.now() - startedAt);
  return {
    times,
    processor,
    begin: () => {
      for (const rounds of Object.values(times)) rounds.push([]);
      for (const rounds of Object.values(processor)) rounds.push(0);
    },
    read: () =>
      counted('read', async () => {
        for (let asked = 0; asked < readsATurn; asked += 1) {
          const startedAt = performance.now();
          await client.api.GET('/v1/reports/{reportId}', { params, headers: headers() });
          note('read', startedAt);
        }
      }),
    report: () =>
      counted('report', async () => {
        for (let asked = 0; asked < reportsARound; asked += 1) {
          const startedAt = performance.now();
          const { data } = await client.api.POST('/v1/reports', { body, headers: headers() });
          note('post', startedAt);
          await client.waitForReport(data?.report_id ?? '');
          note('report', startedAt);
        }
      }),
  };
};

type Side = Awaited<ReturnType<typeof createSide>>;

const works = { read: 'a GET of a report', report: 'a report, POST to completed' } as const;
const timesARound = { read: turns * readsATurn, report: reportsARound };

/** What the services work for one of them: hardly moved by what else the machine does. */
const processorOutcome = (work: Work, what: string, ours: Side, reference: Side): Outcome => {
  const each = (side: Side) => side.processor[work].map((ms) => ms / timesARound[work]);
  const [traced, untraced] = [each(ours), each(reference)];
  const pairs = (values: readonly number[]) => values.map((value) => [value]);
  const [low, high] = ratioInterval(pairs(traced), pairs(untraced), mean);
  return {
    measure: `processor time of the services for ${works[work]}, ${what}`,
    ours: milliseconds(mean(traced)),
    reference: milliseconds(mean(untraced)),
    result: mean(traced) / mean(untraced),
    unit: '',
    target: undefined,
    note: `${inMicroseconds(mean(traced) - mean(untraced))} more; 90 % of resampled rounds: ${low.toFixed(2)} to ${high.toFixed(2)}`,
    rounds: { ours: traced, reference: untraced },
  };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const inMicroseconds = (ms: number): string => `${Math.round(ms * 1_000).toLocaleString('en')} µs`;

/** The median's and the p99's ratio, and what is added at the median as a share of the p99. */
const outcomesOf = (kind: Kind, what: string, ours: Times, reference: Times): Outcome[] => {
  const [traced, untraced] = [ours[kind].flat(), reference[kind].flat()];
  const at = (share: number) => [quantile(traced, share), quantile(untraced, share)] as const;
  const count = `${traced.length.toLocaleString('en')} each, one after another, in turns`;
  const rounds = { ours: traced, reference: untraced };
  const ratios = ([0.5, 0.99] as const).map((share): Outcome => {
    const [one, other] = at(share);
    const [low, high] = ratioInterval(ours[kind], reference[kind], (values) => quantile(values, share));
    return {
      measure: `${kinds[kind]}, ${share === 0.5 ? 'median' : 'p99'}, ${what}`,
      ours: milliseconds(one),
      reference: milliseconds(other),
      result: one / other,
      unit: '',
      target: share === 0.5 ? undefined : { atMost: 1.03 },
      note: `${count}; 90 % of resampled rounds: ${low.toFixed(2)} to ${high.toFixed(2)}`,
      rounds,
    };
  });
  const [median, otherMedian] = at(0.5);
  const [, p99] = at(0.99);
  return [
    ...ratios,
    {
      measure: `${kinds[kind]}, what is added at the median ÷ p99, ${what}`,
      ours: milliseconds(median - otherMedian),
      reference: milliseconds(p99),
      result: (median - otherMedian) / p99,
      unit: '',
      target: { atMost: 0.03 },
      note: `${count}; the mean: ${inMicroseconds(mean(traced) - mean(untraced))} more`,
      rounds,
    },
  ];
};

/**
 * What a client's times are where every trace is kept ÷ where none is made, on two platforms; and ÷ where a client says that its trace
 * is not to be kept, on the same one. All in turns.
 */
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
  const stop = stage.endWithStage(platform.stop);
  try {
    const setting = (name: string): string => platform.environment[name] ?? '';
    const kept = await createSide({ platform, setting }, () => ({ traceparent: traceparent(true) }));
    const left = await createSide({ platform, setting }, () => ({ traceparent: traceparent(false) }));
    const off = await createSide(stage, () => ({}));
    const sides = [kept, left, off];
    const round = async (number: number) => {
      for (const side of sides) side.begin();
      const inTurn = (turn: number) => ((number + turn) % 2 === 0 ? sides : sides.toReversed());
      for (let turn = 0; turn < turns; turn += 1) for (const side of inTurn(turn)) await side.read();
      for (const side of inTurn(0)) await side.report();
    };
    // Code is compiled, connections are open.
    for (let warmUp = 0; warmUp < 3; warmUp += 1) await round(warmUp);
    for (const { times, processor } of sides) {
      Object.assign(times, { read: [], post: [], report: [] });
      Object.assign(processor, { read: [], report: [] });
    }
    for (let number = 0; number < stage.sizes.rounds * 8; number += 1) await round(number);
    if (collector.bytes() === 0) throw new Error('Nothing was traced');
    const pairs: [what: string, ours: Side, reference: Side][] = [
      ['every trace kept ÷ no tracing', kept, off],
      ['trace kept ÷ not kept, tracing on', kept, left],
      ['no trace kept ÷ no tracing', left, off],
    ];
    return pairs.flatMap(([what, ours, against]) => [
      ...(Object.keys(kinds) as Kind[]).flatMap((kind) => outcomesOf(kind, what, ours.times, against.times)),
      ...(Object.keys(works) as Work[]).map((work) => processorOutcome(work, what, ours, against)),
    ]);
  } finally {
    await stop();
    collector.close();
  }
};
