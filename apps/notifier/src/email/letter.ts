import { type ReportFormat, reportTypes } from '@reports/contracts';
import type { DeliveredReport } from '../report/load-report.ts';
import { formatInstant, formatPeriod } from '../wording/dates.ts';
import { describeCompleteness, formatCount, formatQuantity } from '@reports/wording';
import { entries } from './entries.ts';
import type { Entry } from './templates.ts';

export interface ComposedEmail {
  subject: string;
  html: string;
  text: string;
}

export const formatNames: Record<ReportFormat, string> = {
  json: 'JSON',
  csv: 'CSV',
  pdf: 'PDF',
  xlsx: 'Excel workbook',
};

const filterNames: Record<string, string> = {
  campaign_id: 'Campaign',
  agent_id: 'Agent',
  team: 'Team',
  language: 'Language',
  disposition: 'Disposition',
  parameter: 'Parameter',
  check: 'Check',
  severity: 'Severity',
};

/** Invisible letters after the preheader, so that an inbox does not go on with the letter's first lines. */
const preheaderFiller = '&#847;&zwnj;&nbsp;'.repeat(60);

/** `QA performance`, or `Weekly QA performance` on a run of a weekly schedule. */
const titleOf = ({ report, frequency }: DeliveredReport): string => {
  const title = reportTypes[report.type].title;
  if (!report.sourceReportId || !frequency) return title;
  // `QA` stays as it is; `Campaign performance` goes on in lower case.
  const words = /^[A-Z]{2}/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
  return `${frequency.charAt(0).toUpperCase()}${frequency.slice(1)} ${words}`;
};

const maxNames = 5;

const listNames = (names: readonly string[]): string =>
  names.length > maxNames
    ? `${names.slice(0, maxNames).join(', ')} and ${names.length - maxNames} more`
    : names.join(', ');

const whyOf = ({ report }: DeliveredReport): string =>
  report.sourceReportId
    ? 'You get this report because your address is on its schedule.'
    : 'You get this report because whoever asked for it gave your address.';

const detailsOf = ({ report }: DeliveredReport): Entry[] => {
  const pages = report.pageCount === null ? '' : `, ${formatQuantity(report.pageCount, 'page')}`;
  const filters = Object.entries(report.filters).map(([name, values]): [string, string] => [
    filterNames[name] ?? name,
    listNames([values].flat()),
  ]);
  return entries([
    ...filters,
    ['Format', `${formatNames[report.format]}${report.status === 'completed' ? pages : ''}`],
    ...(report.status === 'completed' && report.rowCount !== null
      ? [['Rows', formatCount(report.rowCount)] as [string, string]]
      : []),
    ['Time zone', report.timezone],
    ...(report.dataAsOf
      ? [['Data as of', formatInstant(report.dataAsOf, report.timezone)] as [string, string]]
      : []),
    ...(report.status === 'completed' && report.completeness && report.dataAsOf
      ? [
          ['Data', describeCompleteness(report.completeness, periodOf(report, report.dataAsOf))] as [
            string,
            string,
          ],
        ]
      : []),
    ['Report', report.id],
  ]);
};

const periodOf = (report: DeliveredReport['report'], dataAsOf: Date) => ({
  from: report.periodFrom,
  to: report.periodTo,
  timezone: report.timezone,
  dataAsOf: dataAsOf.toISOString(),
});

/** What both letters have. */
export const letterOf = (delivered: DeliveredReport, unsubscribeUrl: string | null) => ({
  preheaderFiller,
  workspace: delivered.workspaceName,
  title: titleOf(delivered),
  period: formatPeriod(delivered.report.periodFrom, delivered.report.periodTo),
  details: detailsOf(delivered),
  why: whyOf(delivered),
  unsubscribeUrl,
});
