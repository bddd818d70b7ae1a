import { type ReportRequest, reportTypes } from '@reports/contracts';
import { DateTime } from 'luxon';

/** One line that says which report it is and for whom: `QA performance · PDF · 1–31 Jan 2024 · Acme`. */
export const describeReport = ({ type, format, from, to, workspace_name }: ReportRequest): string =>
  [reportTypes[type].title, format.toUpperCase(), describePeriod(from, to), workspace_name].join(' · ');

/** What a person who opens the workflow wants to know, as Markdown. */
export const explainReport = (request: ReportRequest): string => {
  const filters = Object.entries(request.filters).map(
    ([name, value]) => `- ${name}: ${[value].flat().join(', ')}`,
  );
  return [
    `**${describeReport(request)}**`,
    '',
    `- workspace: ${request.workspace_name} (\`${request.workspace_id}\`)`,
    `- period: ${request.from} to ${request.to}, ${request.timezone}`,
    ...(request.scheduled_for ? [`- slot: ${request.scheduled_for}`] : []),
    ...(request.dataset_report_id ? [`- renders the dataset of \`${request.dataset_report_id}\``] : []),
    ...(filters.length > 0 ? filters : ['- no filters']),
    '',
    'Collects the figures (aggregator), renders them (renderer), completes the report. A service that is down is waited',
    'for. **Cancel** and **Terminate** both end the report as failed; its client sees why.',
  ].join('\n');
};

/** `1–31 Jan 2024`, `22 Jan – 3 Feb 2024`, `31 Dec 2023 – 6 Jan 2024`, `5 Jan 2024`. */
export const describePeriod = (from: string, to: string): string => {
  const [start, end] = [DateTime.fromISO(from), DateTime.fromISO(to)];
  const last = end.toFormat('d LLL yyyy');
  if (from === to) return last;
  if (start.year !== end.year) return `${start.toFormat('d LLL yyyy')} – ${last}`;
  if (start.month !== end.month) return `${start.toFormat('d LLL')} – ${last}`;
  return `${start.toFormat('d')}–${last}`;
};
