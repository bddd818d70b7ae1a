import { connectDatabase, serviceRoles } from '@reports/database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { readPdf } from '../support/pdf.ts';

let platform: TestPlatform;
let client: Client;

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

beforeAll(async () => {
  platform = await startTestPlatform();
  client = await platform.createWorkspace('Seed');
  await client.send('campaigns', [{ campaign_id: 'cmp_4Rv8sT1wX', name: 'Winter renewals' }]);
  await client.send('evaluations', januaryEvaluations());
  await vi.waitUntil(
    async () => {
      const { report_id } = await client.post(january);
      return (await client.finished(report_id)).data?.['calls_evaluated'] === 842;
    },
    { timeout: 30_000, interval: 100 },
  );
}, 120_000);
afterAll(() => platform.stop());

test("the documentation's January report comes out as it is printed", async () => {
  const accepted = await client.post({ ...january, filters: { campaign_id: 'cmp_4Rv8sT1wX' } });
  expect(accepted).toEqual({
    report_id: expect.stringMatching(/^rpt_[0-9A-Za-z]+$/),
    type: 'qa_performance',
    status: 'generating',
    format: 'json',
    scheduled: false,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  const report = await client.finished(accepted.report_id);
  expect(report).toMatchObject({
    type: 'qa_performance',
    status: 'completed',
    format: 'json',
    from: '2024-01-01',
    to: '2024-01-31',
    filters: { campaign_id: 'cmp_4Rv8sT1wX' },
    data: {
      calls_evaluated: 842,
      overall_score: 85.2,
      pass_rate: 0.78,
      trend: [
        { week: '2024-W01', overall_score: 82.1, calls_evaluated: 201 },
        { week: '2024-W02', overall_score: 84.8, calls_evaluated: 215 },
        { week: '2024-W03', overall_score: 86.4, calls_evaluated: 198 },
        { week: '2024-W04', overall_score: 87.3, calls_evaluated: 228 },
      ],
      parameter_breakdown: [
        { parameter: 'Greeting Compliance', avg_score: 9.4, max_score: 10, pass_rate: 0.94 },
        { parameter: 'Product Pitch Accuracy', avg_score: 16.1, max_score: 20, pass_rate: 0.72 },
        { parameter: 'DND Handling', avg_score: 9.8, max_score: 10, pass_rate: 0.98 },
      ],
    },
  });
});

test('the same report as CSV lies behind a signed link that needs no key', async () => {
  const { report_id } = await client.post({ ...january, format: 'csv' });
  const report = await client.finished(report_id);
  expect(report).toMatchObject({ status: 'completed', row_count: 36 });
  expect(report.download_url).toMatch(new RegExp(`/signed/${report_id}\\.csv\\?token=[^&]+&expires=\\d+$`));
  const file = await fetch(report.download_url ?? '');
  expect(file.headers.get('content-type')).toContain('text/csv');
  const lines = (await file.text()).split('\r\n');
  expect(lines[0]).toBe(
    'campaign_id,campaign_name,agent_id,agent_name,parameter,evaluations,avg_score,max_score,pass_rate',
  );
  expect(lines).toHaveLength(36 + 2);
  expect(lines.slice(1, -1).every((line) => line.startsWith('cmp_4Rv8sT1wX,Winter renewals,agt_'))).toBe(
    true,
  );
});

test('the same report as PDF reads the same figures, on pages that are counted', async () => {
  const { report_id } = await client.post({ ...january, format: 'pdf' });
  const report = await client.finished(report_id);
  const file = await fetch(report.download_url ?? '');
  expect(file.headers.get('content-type')).toBe('application/pdf');
  const pdf = await readPdf(new Uint8Array(await file.arrayBuffer()));
  expect(report['page_count']).toBe(pdf.pages);
  expect(pdf.tagged).toBe(true);
  expect(pdf.outline.length).toBeGreaterThan(2);
  for (const text of ['842', '85.2', 'Winter renewals', 'Product Pitch Accuracy', 'Seed']) {
    expect(pdf.text).toContain(text);
  }
});

test('a filter that finds nothing gives zero counts and null rates, not an error', async () => {
  const { report_id } = await client.post({ ...january, filters: { campaign_id: 'cmp_none' } });
  expect(await client.finished(report_id)).toMatchObject({
    status: 'completed',
    row_count: 0,
    data: { calls_evaluated: 0, overall_score: null, pass_rate: null, parameter_breakdown: [] },
  });
});

test('a report made again after a correction shows what changed, in its answer and on its first page', async () => {
  const first = await client.finished((await client.post({ ...january, format: 'pdf' })).report_id);
  const [wrong] = januaryEvaluations();
  if (!wrong) throw new Error('January has evaluations');
  await client.send('evaluations', [{ ...wrong, call_id: 'call_forgotten', score: 0, passed: false }]);
  await vi.waitUntil(async () => (await client.finished(first.report_id))['restated'] !== undefined, {
    timeout: 30_000,
    interval: 100,
  });
  const answer = await client.request('POST', `/v1/reports/${first.report_id}/rerun`);
  const { report_id } = (await answer.json()) as { report_id: string };
  const again = await client.finished(report_id);
  expect(again['compared_to']).toMatchObject({
    report_id: first.report_id,
    figures: [
      { figure: 'calls_evaluated', before: 842, after: 843, change: 1 },
      { figure: 'overall_score', before: 85.2, after: 85.1, change: -0.1 },
      { figure: 'pass_rate', before: 0.78, after: 0.78, change: 0 },
    ],
  });
  const file = await fetch(again.download_url ?? '');
  const { text } = await readPdf(new Uint8Array(await file.arrayBuffer()));
  expect(text).toContain('Made again');
  expect(text).toContain(first.report_id);
  expect(text).toMatch(/Overall score\s+85\.2\s+85\.1\s+−0\.1/);
}, 90_000);

test('each service is connected to PostgreSQL as its own roles, and as no other', async () => {
  const names: string[] = serviceRoles.map(({ name }) => name);
  const owner = connectDatabase({
    url: platform.environment['DATABASE_OWNER_URL'] ?? '',
    applicationName: 'test',
    poolSize: 1,
  });
  const readRoles = async () => {
    const rows = await owner.sql<{ role: string }[]>`
      select distinct usename as role from pg_stat_activity
      where datname = current_database() and usename like 'reports%' and usename <> 'reports_owner' order by 1`;
    return rows.map(({ role }) => role);
  };
  try {
    await client.finished((await client.post(january)).report_id);
    const services = ['reports_aggregator', 'reports_api', 'reports_notifier', 'reports_scheduler'];
    await vi.waitUntil(async () => {
      const roles = await readRoles();
      return services.every((role) => roles.includes(role));
    }, 30_000);
    expect((await readRoles()).filter((role) => !names.includes(role))).toEqual([]);
  } finally {
    await owner.close();
  }
});
