/** Samples with `@reports/client`, by operation. */
export const typescriptSamples = ({ from, to }: { from: string; to: string }): Record<string, string> => {
  const client = `import { createReportsClient } from '@reports/client';

const reports = createReportsClient({
  url: process.env.REPORTS_URL ?? '',
  key: process.env.REPORTS_API_KEY ?? '',
});
`;
  const sample = (lines: string): string => `${client}\n${lines}\n`;
  return {
    createReport: sample(
      `const { report_id } = await reports.createReport({ type: 'qa_performance', from: '${from}', to: '${to}' });\n` +
        'const report = await reports.waitForReport(report_id);\nconsole.log(report.data);',
    ),
    getReport: sample(
      "const report = await reports.waitForReport('rpt_8Xm3kL9wP');\nconsole.log(report.status);",
    ),
    sendRecords: sample(
      "const { accepted } = await reports.sendRecords('agents', [{ agent_id: 'agt_7', name: 'Ann', team: 'Renewals' }]);\n" +
        'console.log(accepted);',
    ),
  };
};
