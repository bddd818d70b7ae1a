import { type ReportFormat, reportTypes } from '@reports/contracts';
import type { DeliveredReport } from '../report/load-report.ts';
import { describeCalendar, storedCalendar } from '@reports/slots';
import { formatInstant, formatPeriod } from '../wording/dates.ts';
import { isolate } from '../wording/isolate.ts';
import { describeCompleteness, formatCount, formatQuantity } from '@reports/wording';
import { entries } from './entries.ts';
import { type Entry, ourAccent } from './templates.ts';

/** A PNG. */
export interface InlineImage {
  name: string;
  cid: string;
  content: Buffer;
}

export interface ComposedEmail {
  subject: string;
  html: string;
  text: string;
  /** Shown where the HTML names their `cid`. */
  images: InlineImage[];
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

/** Who asked for it, and why this address gets it. */
const whyOf = ({ report, workspaceName, calendar }: DeliveredReport): string => {
  const who = isolate(workspaceName);
  if (!report.sourceReportId) {
    return `You get this report because ${who} asked for it on ${formatInstant(report.createdAt, report.timezone)} and gave your address.`;
  }
  const when = calendar ? ` (${describeCalendar(storedCalendar(calendar))})` : '';
  return `You get this report because ${who} has put your address on its schedule${when}.`;
};

/** Of a split report: how many files its ZIP has, each for whom. */
const filesOf = ({ parts, splitBy }: DeliveredReport['report']): string =>
  parts === null
    ? `One for each ${splitBy}, in a ZIP`
    : `${formatCount(parts.length)} ${parts.length === 1 ? 'file' : 'files'}, one for each ${splitBy}, in a ZIP`;

const detailsOf = ({ report }: DeliveredReport): Entry[] => {
  const pages = report.pageCount === null ? '' : `, ${formatQuantity(report.pageCount, 'page')}`;
  const filters = Object.entries(report.filters).map(([name, values]): [string, string] => [
    filterNames[name] ?? name,
    listNames([values].flat()),
  ]);
  return entries([
    ...filters,
    ['Format', `${formatNames[report.format]}${report.status === 'completed' ? pages : ''}`],
    ...(report.splitBy === null ? [] : [['Files', filesOf(report)] as [string, string]]),
    ...(report.status === 'completed' && report.rowCount !== null
      ? [['Rows', formatCount(report.rowCount)] as [string, string]]
      : []),
    ['Time zone', report.timezone],
    ...(report.dataAsOf
      ? [['Data as of', formatInstant(report.dataAsOf, report.timezone)] as [string, string]]
      : []),
    ...(report.completeness?.complete === true ? [['Data', dataOf(report) ?? ''] as [string, string]] : []),
    ['Report', report.id],
  ]);
};

/** How complete the data was, in a sentence; null where the report does not know. */
const dataOf = (report: DeliveredReport['report']): string | null =>
  report.status === 'completed' && report.completeness && report.dataAsOf
    ? describeCompleteness(report.completeness, periodOf(report, report.dataAsOf))
    : null;

/** What the reader must know before the figures: that data is missing. Null where none is, which the details say. */
export const missingDataOf = ({ report }: DeliveredReport): string | null =>
  report.completeness?.complete === false ? dataOf(report) : null;

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
  accent: delivered.branding.accent_colour ?? ourAccent,
  logo: delivered.branding.logo === undefined ? null : `cid:${logoCid}`,
});

const logoCid = 'logo@report';

/** The workspace's logo, where it has one. */
export const logoOf = ({ branding: { logo } }: DeliveredReport): InlineImage[] =>
  logo === undefined
    ? []
    : [
        {
          name: 'logo.png',
          cid: logoCid,
          content: Buffer.from(logo.slice(logo.indexOf(',') + 1), 'base64'),
        },
      ];
