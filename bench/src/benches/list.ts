import { performance } from 'node:perf_hooks';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { interleave } from '../measure/interleave.ts';
import { quantile } from '../measure/statistics.ts';
import { milliseconds, type Outcome } from '../results/outcome.ts';
import type { Stage, Workspace } from '../stage.ts';
import type { Bench } from './bench.ts';

const perPage = 20;
const requestsPerRound = 60;

/** All of the archive match some, none of it others. */
const filters = {
  'no filter': {},
  'of a type that all have': { type: 'qa_performance' },
  'of a status that none has': { status: 'failed' },
  'from a day after all': { from: '2030-01-01' },
  'to a day before all': { to: '2020-01-01' },
  'scheduled, which none is': { scheduled: true },
  'mailed to nobody': { email: 'nobody@example.com' },
  'with a text that none has': { q: 'nowhere' },
} as const;

const archive = (stage: Stage): Promise<Workspace> =>
  stage.workspace('archive', async ({ id }) => {
    await stage.owner`
      insert into reports (id, workspace_id, type, format, status, period_from, period_to, timezone, row_count, data_as_of,
                           file_key, file_bytes, file_sha256, file_retained_until, created_at, completed_at,
                           deliveries_recorded_at)
      select 'rpt_bench' || lpad(number::text, 9, '0'), ${id}, 'qa_performance', 'pdf', 'completed', ${month.from},
             ${month.to}, 'UTC', 100, now(), 'files/none', 1000, repeat('0', 64), now() + interval '90 days',
             now() - number * interval '1 minute', now(), now()
      from generate_series(1, ${stage.sizes.archivedReports}) as number`;
    await stage.owner.unsafe('VACUUM (ANALYZE) reports');
  });

/** The last full page of the list by its cursor ÷ the first, and the first itself. */
export const list: Bench = async (stage) => {
  const workspace = await archive(stage);
  const client = createClient(stage, workspace);
  const pageNumber = Math.floor(stage.sizes.archivedReports / perPage) - 5;
  const page = async (query: { offset?: number; cursor?: string }) =>
    (await client.api.GET('/v1/reports', { params: { query: { limit: perPage, ...query } } })).data;
  const before = await page({ offset: (pageNumber - 2) * perPage });
  const cursor = before?.next_cursor ?? '';
  const p95 = async (query: { cursor?: string }): Promise<number> => {
    const times: number[] = [];
    for (let request = 0; request < requestsPerRound; request += 1) {
      const startedAt = performance.now();
      await page(query);
      times.push(performance.now() - startedAt);
    }
    return quantile(times, 0.95);
  };
  const rounds = await interleave(
    {
      ours: () => p95({ cursor }),
      reference: () => p95({}),
    },
    { rounds: stage.sizes.rounds },
  );
  /** Asked each time for other reports, though for all of them: no total is remembered. */
  const counted = async (query: object): Promise<number> => {
    const times: number[] = [];
    for (let request = 0; request < requestsPerRound; request += 1) {
      const startedAt = performance.now();
      const before = new Date(Date.UTC(2090, 0, 1) + (Date.now() % 1e9) * 1_000).toISOString();
      await client.api.GET('/v1/reports', {
        params: { query: { limit: perPage, created_before: before, ...query } },
      });
      times.push(performance.now() - startedAt);
    }
    return quantile(times, 0.95);
  };
  const filtered: Outcome[] = [];
  for (const [name, query] of Object.entries(filters)) {
    const times: number[] = [];
    for (let round = 0; round < stage.sizes.rounds; round += 1) times.push(await counted(query));
    filtered.push({
      measure: `list page 1, ${name}, counted again, p95`,
      ours: milliseconds(quantile(times, 0.5)),
      reference: '',
      result: quantile(times, 0.5),
      unit: 'ms',
      target: { atMost: 10 },
      note: '',
      rounds: { ours: times },
    });
  }
  const middle = { ours: quantile(rounds.ours, 0.5), reference: quantile(rounds.reference, 0.5) };
  return [
    {
      measure: `list page ${pageNumber.toLocaleString('en')} by cursor ÷ page 1, p95`,
      ours: milliseconds(middle.ours),
      reference: milliseconds(middle.reference),
      result: middle.ours / middle.reference,
      unit: '',
      target: { atMost: 1.2 },
      note: `${stage.sizes.archivedReports.toLocaleString('en')} reports, ${perPage} a page, ${requestsPerRound} requests a round, one after another; page 1 counts up to 10,000, the pages of its cursor take the total over`,
      rounds,
    },
    {
      measure: `list page 1 of ${stage.sizes.archivedReports.toLocaleString('en')} reports, p95`,
      ours: milliseconds(middle.reference),
      reference: '',
      result: middle.reference,
      unit: 'ms',
      target: { atMost: 10 },
      note: `with its total, which is exact up to 10,000`,
      rounds: { ours: rounds.reference },
    },
    ...filtered,
  ];
};
