import createClient from 'openapi-fetch';
import type { components, paths } from './schema.ts';

const client = createClient<paths>({
  baseUrl: process.env['REPORTS_URL'] ?? '',
  headers: { authorization: `Bearer ${process.env['REPORTS_API_KEY']}` },
});

const answered = <Data>({ data, error }: { data?: Data; error?: components['schemas']['Problem'] }): Data => {
  if (data === undefined) throw new Error(`${error?.code}: ${error?.detail}`);
  return data;
};

const expect = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`It does not hold that ${what}`);
};

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' } as const;

const finished = async (reportId: string): Promise<components['schemas']['Report']> => {
  for (;;) {
    const report = answered(
      await client.GET('/v1/reports/{reportId}', {
        params: { path: { reportId }, query: { wait: 15 } },
      }),
    );
    if (report.status !== 'generating') return report;
  }
};

const accepted = answered(
  await client.POST('/v1/reports', {
    body: {
      ...january,
      format: 'json',
      schedule: {
        frequency: 'weekly',
        day_of_week: 'monday',
        time: '06:00',
        email: 'qa-team@yourcompany.com',
      },
    },
  }),
);
expect(accepted.schedule?.next_run_at !== undefined, 'the schedule has a next run');

const report = await finished(accepted.report_id);
expect(report.type === 'qa_performance' && report.data?.calls_evaluated === 842, '842 calls are evaluated');
expect(
  report.type === 'qa_performance' &&
    report.data?.parameter_breakdown[0]?.parameter === 'Greeting Compliance',
  'the breakdown begins with the first parameter',
);

const pdf = await finished(
  answered(
    await client.POST('/v1/reports', {
      body: { ...january, format: 'pdf', filters: { campaign_id: ['cmp_4Rv8sT1wX'] } },
    }),
  ).report_id,
);
const file = await (await fetch(pdf.download_url ?? '')).bytes();
expect(new TextDecoder().decode(file.slice(0, 5)) === '%PDF-', 'the link leads to a PDF');

const list = answered(
  await client.GET('/v1/reports', {
    params: { query: { type: 'qa_performance', status: 'completed', limit: 10 } },
  }),
);
expect(
  list.data.some(({ report_id: id }) => id === accepted.report_id),
  'the list has the report',
);

const cancelled = answered(
  await client.DELETE('/v1/reports/{reportId}/schedule', {
    params: { path: { reportId: accepted.report_id } },
  }),
);
expect(!cancelled.scheduled, 'the schedule is cancelled');

const { error } = await client.POST('/v1/reports', { body: { ...january, to: '2023-12-31' } });
expect(error?.code === 'invalid_request' && error.errors?.[0]?.pointer === '/to', 'a fault is named');
console.log('walked');
