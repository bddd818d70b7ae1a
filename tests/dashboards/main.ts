/**
 * `npm run test:dashboards`: a platform that works, a Prometheus that scrapes it, and every panel of every dashboard asked of it: none
 * fails, none is empty.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Prometheus, startPrometheus } from '../alerts/prometheus.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { dashboards } from './boards/index.ts';
import { queriesOf, withInterval } from './queries.ts';

const say = (text: string): unknown => process.stdout.write(`${text}\n`);
/** For counters to be counted twice, and for loops that look every few seconds. */
const patienceMs = 240_000;
const january = { from: '2024-01-01', to: '2024-01-31' };

/** A bit of everything that there are series of. */
const work = async (platform: TestPlatform, hookPort: number): Promise<void> => {
  const client = await platform.createWorkspace('Dashboards');
  await client.send('evaluations', januaryEvaluations().slice(0, 100));
  await client.request('POST', '/v1/webhooks', {
    url: `http://127.0.0.1:${hookPort}/hooks`,
    events: ['report.completed', 'report.failed'],
  });
  for (const [type, format] of [
    ['call_summary', 'json'],
    ['qa_performance', 'pdf'],
    ['compliance_audit', 'csv'],
    ['agent_coaching', 'json'],
    ['campaign_performance', 'json'],
  ]) {
    const body = { ...january, type, format, notify: { email: 'dashboards@example.com' } };
    await client.finished((await client.post(body)).report_id);
  }
  // Due at the next full minute.
  const time = new Date(Date.now() + 60_000).toISOString().slice(11, 16);
  const daily = { frequency: 'daily', time, timezone: 'UTC' };
  const { report_id } = await client.post({
    ...january,
    type: 'call_summary',
    format: 'json',
    schedule: daily,
  });
  await client.finished(report_id);
  await client.request('POST', `/v1/reports/${report_id}/schedule/runs`, {});
  await fetch(`${platform.environment['REPORTS_URL']}/v1/reports`, {
    headers: { authorization: 'Bearer nl_no_key' },
  });
};

const isEmpty = (result: readonly { values: readonly [number, string][] }[]): boolean =>
  !result.some(({ values }) => values.some(([, value]) => value !== 'NaN'));

/** Why a panel shows nothing; undefined: it shows something. */
const faultOf = async (prometheus: Prometheus, expr: string): Promise<string | undefined> => {
  try {
    const result = await prometheus.queryRange(withInterval(expr, '20s'));
    return isEmpty(result) ? 'it is empty' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const directory = mkdtempSync(join(tmpdir(), 'reports-dashboards-'));
const hooks = createServer(
  (request, response) => void request.resume().on('end', () => response.writeHead(204).end()),
);
hooks.listen(0, '127.0.0.1');
await once(hooks, 'listening');
const { port: hookPort } = hooks.address() as AddressInfo;
const platform = await startTestPlatform({ WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_PORTS: String(hookPort) });
const { ports } = platform;
let [passed, failed] = [0, 0];
let prometheus: Prometheus | undefined;
try {
  prometheus = await startPrometheus(directory, {
    api: ports.apiInternal,
    scheduler: ports.scheduler,
    aggregator: ports.aggregator,
    renderer: ports.renderer,
    notifier: ports.notifier,
  });
  // Counters that grow between two scrapes, not before the first.
  await wait(6_000);
  let waiting = dashboards.flatMap((dashboard) =>
    queriesOf(dashboard).map((query) => ({ ...query, fault: 'not asked' as string | undefined })),
  );
  const all = waiting.length;
  const deadline = Date.now() + patienceMs;
  const ended = new AbortController();
  const working = (async () => {
    while (!ended.signal.aborted) {
      await work(platform, hookPort);
      await wait(1_000, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  try {
    while (waiting.length > 0 && Date.now() < deadline) {
      await wait(2_000);
      for (const query of waiting) query.fault = await faultOf(prometheus, query.expr);
      waiting = waiting.filter(({ fault }) => fault !== undefined);
    }
  } finally {
    ended.abort();
    await working.catch((error: unknown) => say(`the work failed: ${String(error)}`));
  }
  passed = all - waiting.length;
  failed = waiting.length;
  for (const { panel, expr, fault } of waiting) say(`FAIL ${panel}: ${fault}: ${expr}`);
  say(`${all} queries of ${dashboards.length} dashboards`);
} finally {
  await prometheus?.stop();
  await platform.stop();
  hooks.close();
  hooks.closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
}
say(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
