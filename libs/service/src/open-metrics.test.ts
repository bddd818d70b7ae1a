import { afterEach, expect, test } from 'vitest';
import { createDurations } from './durations.ts';
import { createHealth, startHealthServer } from './health.ts';
import { type Tracer, useTracer } from './tracing.ts';
import { Counter } from 'prom-client';

const traceId = '0af7651916cd43dd8448eb211c80319c';
/** A tracer in whose one trace everything happens. */
const tracing = (flags: '00' | '01'): Tracer => ({
  begin: () => {
    throw new Error('Nothing begins here.');
  },
  current: () => `00-${traceId}-b7ad6b7169203331-${flags}`,
  ofUuid: (uuid) => uuid,
});
afterEach(() => useTracer(undefined));

/** A service that has counted something, and serves what Temporal's SDK writes. */
const withServer = async (
  work: (ask: (accept: string) => Promise<string>) => Promise<void>,
): Promise<void> => {
  const health = createHealth('test', {});
  const registers = [health.metrics];
  new Counter({ name: 'things_total', help: 'Things.', registers }).inc();
  const durations = createDurations({
    name: 'took_seconds',
    help: 'Time.',
    labelNames: ['kind'],
    buckets: [1, 5],
    registers,
  });
  durations.observe({ kind: 'a' }, 2);
  durations.observe({ kind: 'b' }, 9);
  health.addMetrics(
    async () =>
      '# HELP asked_total Asked.\n# TYPE asked_total counter\nasked_total 3\n\n# TYPE gone_total gauge\ngone_total 1\n',
  );
  const server = await startHealthServer(health, { host: '127.0.0.1', port: 0 });
  try {
    await work(async (accept) => {
      const response = await fetch(`http://127.0.0.1:${server.port}/metrics`, { headers: { accept } });
      return `${response.headers.get('content-type')}\n${await response.text()}`;
    });
  } finally {
    await server.close();
  }
};
const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5';

test('a bucket names the trace that it counted last, for whom takes OpenMetrics', async () => {
  useTracer(tracing('01'));
  await withServer(async (ask) => {
    const text = await ask(openMetrics);
    expect(text).toMatch(/^application\/openmetrics-text/);
    expect(text).toMatch(
      new RegExp(`took_seconds_bucket{le="5",[^}]*kind="a"[^}]*} 1 # {trace_id="${traceId}"} 2 `),
    );
    expect(text).toMatch(
      new RegExp(`took_seconds_bucket{le="\\+Inf",[^}]*kind="b"[^}]*} 1 # {trace_id="${traceId}"} 9 `),
    );
    expect(text).toContain('# TYPE things counter\nthings_total{service="test"} 1\n');
    expect(text).toContain(
      '# HELP asked Asked.\n# TYPE asked counter\nasked_total 3\n# TYPE gone_total gauge\ngone_total 1\n# EOF\n',
    );
    expect(text.match(/# EOF/g)).toHaveLength(1);
    expect(text).not.toContain('\n\n');
    // What was written with other names is as it was.
    expect(await ask('text/plain')).toContain(
      '# TYPE things_total counter\nthings_total{service="test"} 1\n',
    );
    expect(await ask(openMetrics)).toContain('\nthings_total{service="test"} 1\n');
  });
});

test('a trace that is not kept is no exemplar', async () => {
  useTracer(tracing('00'));
  await withServer(async (ask) => expect(await ask(openMetrics)).not.toContain('trace_id'));
});

test("where nothing is traced, and for whom takes no OpenMetrics, it is Prometheus' text", async () => {
  await withServer(async (ask) => expect(await ask(openMetrics)).toMatch(/^text\/plain/));
  useTracer(tracing('01'));
  await withServer(async (ask) => {
    const text = await ask('*/*');
    expect(text).toMatch(/^text\/plain/);
    expect(text).not.toContain('trace_id');
    expect(text).toContain('asked_total 3');
  });
});
