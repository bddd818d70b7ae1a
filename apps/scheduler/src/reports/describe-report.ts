import { type ReportRequest, reportTypes } from '@reports/contracts';
import { DateTime } from 'luxon';
import { maskAddresses } from '../deliveries/describe-deliveries.ts';

/** One line that says which report it is and for whom: `QA performance · PDF · 1–31 Jan 2024 · Acme`. */
export const describeReport = ({ type, format, from, to, workspace_name }: ReportRequest): string =>
  [reportTypes[type].title, format.toUpperCase(), describePeriod(from, to), workspace_name].join(' · ');

/** What a person who opens the workflow wants to know, as Markdown. */
export const explainReport = (request: ReportRequest, recipients: readonly string[] = []): string => {
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
    ...(recipients.length > 0 ? [`- mailed to: ${listRecipients(recipients)}`] : []),
    '',
    'Collects the figures (aggregator), renders them (renderer), completes the report. A service that is down is waited',
    'for. **Cancel** and **Terminate** both end the report as failed; its client sees why.',
    '',
    'Who is sent what: start the workflow `followDeliveries` on the task queue `scheduler` with the input',
    `\`${JSON.stringify({ workspace_id: request.workspace_id, report_id: request.report_id })}\`.`,
  ].join('\n');
};

/** What lists of workflows can show beside the search attributes. The payload codec encrypts it, where it is on. */
export const memoOf = (request: ReportRequest, recipients: readonly string[]): Record<string, string> => ({
  report: `${reportTypes[request.type].title}, ${request.format}`,
  workspace: request.workspace_name,
  period: `${request.from} to ${request.to}, ${request.timezone}`,
  ...(request.scheduled_for !== undefined && { slot: request.scheduled_for }),
  ...(recipients.length > 0 && { mailed_to: listRecipients(recipients) }),
});

const maxListed = 10;

const listRecipients = (recipients: readonly string[]): string =>
  [
    ...recipients.slice(0, maxListed).map(maskAddresses),
    ...(recipients.length > maxListed ? [`${recipients.length - maxListed} more`] : []),
  ].join(', ');

/** `1–31 Jan 2024`, `22 Jan – 3 Feb 2024`, `31 Dec 2023 – 6 Jan 2024`, `5 Jan 2024`. */
export const describePeriod = (from: string, to: string): string => {
  const [start, end] = [DateTime.fromISO(from), DateTime.fromISO(to)];
  const last = end.toFormat('d LLL yyyy');
  if (from === to) return last;
  if (start.year !== end.year) return `${start.toFormat('d LLL yyyy')} – ${last}`;
  if (start.month !== end.month) return `${start.toFormat('d LLL')} – ${last}`;
  return `${start.toFormat('d')}–${last}`;
};
