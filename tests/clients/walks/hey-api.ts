import { client } from './hey-api/client.gen.ts';
import {
  cancelSchedule,
  createReport,
  getReport,
  listReports,
  type Problem,
  type Report,
} from './hey-api/index.ts';

client.setConfig({ baseUrl: process.env['REPORTS_URL'] ?? '', auth: () => process.env['REPORTS_API_KEY'] });

const answered = <Data>({ data, error }: { data: Data | undefined; error: unknown }): Data => {
  if (data === undefined) {
    const { code, detail } = error as Problem;
    throw new Error(`${code}: ${detail}`);
  }
  return data;
};

const expect = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`It does not hold that ${what}`);
};

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' } as const;

const finished = async (reportId: string): Promise<Report> => {
  for (;;) {
    const report = answered(await getReport({ path: { reportId }, query: { wait: 15 } }));
    if (report.status !== 'generating') return report;
  }
};

const accepted = answered(
  await createReport({
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

const pdf = await finished(
  answered(
    await createReport({ body: { ...january, format: 'pdf', filters: { campaign_id: 'cmp_4Rv8sT1wX' } } }),
  ).report_id,
);
const file = await (await fetch(pdf.download_url ?? '')).bytes();
expect(new TextDecoder().decode(file.slice(0, 5)) === '%PDF-', 'the link leads to a PDF');

const list = answered(
  await listReports({ query: { type: 'qa_performance', status: 'completed', limit: 10 } }),
);
expect(
  list.data.some(({ report_id: id }) => id === accepted.report_id),
  'the list has the report',
);

const cancelled = answered(await cancelSchedule({ path: { reportId: accepted.report_id } }));
expect(!cancelled.scheduled, 'the schedule is cancelled');

const { error } = await createReport({ body: { ...january, to: '2023-12-31' } });
const problem = error as Problem | undefined;
expect(problem?.code === 'invalid_request' && problem.errors?.[0]?.pointer === '/to', 'a fault is named');
console.log('walked');
