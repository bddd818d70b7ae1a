import { type ReportFormat, reportTypes } from '@reports/contracts';
import type { Headline } from '../headlines/headline.ts';
import type { DeliveredReport } from '../report/load-report.ts';
import { formatInstant, formatPeriod } from '../wording/dates.ts';
import { formatBytes, formatCount, formatQuantity } from '../wording/figures.ts';
import { entries } from './entries.ts';
import { renderFailed, renderReady, type Entry, type FailedLetter } from './templates.ts';

export interface ComposedEmail {
  subject: string;
  html: string;
  text: string;
}

/** Where the report's file is for the reader. */
export interface FileNotice {
  name: string;
  bytes: number;
  attached: boolean;
}

const formatNames: Record<ReportFormat, string> = { json: 'JSON', csv: 'CSV', pdf: 'PDF' };

const filterNames: Record<string, string> = {
  campaign_id: 'Campaign',
  agent_id: 'Agent',
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

const mostNames = 5;

const listNames = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
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
    ['Report', report.id],
  ]);
};

const letterOf = (delivered: DeliveredReport, unsubscribeUrl: string | null) => ({
  preheaderFiller,
  workspace: delivered.workspaceName,
  title: titleOf(delivered),
  period: formatPeriod(delivered.report.periodFrom, delivered.report.periodTo),
  details: detailsOf(delivered),
  why: whyOf(delivered),
  unsubscribeUrl,
});

const describeFile = ({ name, bytes, attached }: FileNotice, hasLink: boolean, reportUrl: string): string => {
  const fromApi = `GET ${reportUrl}`;
  if (attached) {
    const also = hasLink ? '' : ` The API has the same data: ${fromApi}`;
    return `The file is attached: ${name} (${formatBytes(bytes)}).${also}`;
  }
  const instead = hasLink ? 'Use the link above.' : `Get it from the API: ${fromApi}`;
  return `The file ${name} is ${formatBytes(bytes)}, too large to attach. ${instead}`;
};

/** The letter that brings a completed report. */
export const composeReady = (
  delivered: DeliveredReport,
  {
    headline,
    link,
    file,
    reportUrl,
    unsubscribeUrl,
  }: {
    headline: Headline | undefined;
    /** Csv and pdf. */
    link: { url: string; expiresAt: Date } | null;
    file: FileNotice;
    /** `GET` of the report. */
    reportUrl: string;
    unsubscribeUrl: string | null;
  },
): ComposedEmail => {
  const { report } = delivered;
  const letter = letterOf(delivered, unsubscribeUrl);
  const empty = report.rowCount === 0;
  const figures = entries((headline?.figures ?? []).map(({ label, value }) => [label, value]));
  const subject = `${letter.title}: ${letter.period}`;
  return {
    subject,
    ...renderReady({
      ...letter,
      subject,
      preheader: empty
        ? 'Nothing was recorded in this period.'
        : figures.map(({ label, value }) => `${label} ${value}`).join(' · ') || 'Your report is ready.',
      barColour: '#24589c',
      figures: empty ? [] : figures,
      figureWidth: figureWidthOf(figures),
      remark: empty
        ? 'Nothing was recorded in this period, so the report is empty.'
        : (headline?.remark ?? null),
      link: link && {
        url: link.url,
        label: `Download the ${formatNames[report.format]}`,
        note: `The link works until ${formatInstant(link.expiresAt, report.timezone)}.`,
      },
      fileNote: describeFile(file, link !== null, reportUrl),
    }),
  };
};

/** Letters of a figure that fit a quarter of the letter's width. */
const mostLettersInRow = 9;

/** All in a row, or two by two where one is long. */
const figureWidthOf = (figures: readonly Entry[]): string => {
  const columns = figures.some(({ value }) => value.length > mostLettersInRow) ? 2 : figures.length;
  return `${Math.floor(100 / Math.max(columns, 1))}%`;
};

const adviceOf = ({ report }: DeliveredReport): string => {
  const next = report.sourceReportId ? ' The next run of the schedule will be made as usual.' : '';
  return report.errorRetryable
    ? `This may pass: ask for the report again in a while.${next} If it happens again, send this message to whoever looks after your reports.`
    : `Asking again will not help until the cause is put right. Send this message to whoever looks after your reports.${next}`;
};

/** The letter that says that a report could not be made, and what to do. */
export const composeFailed = (delivered: DeliveredReport, unsubscribeUrl: string | null): ComposedEmail => {
  const letter = letterOf(delivered, unsubscribeUrl);
  const subject = `Not made: ${letter.title}, ${letter.period}`;
  const view: FailedLetter = {
    ...letter,
    subject,
    preheader: 'This report could not be made. What happened, and what to do.',
    barColour: '#b8500f',
    verdict: 'This report could not be made.',
    cause: delivered.report.errorMessage ?? 'The cause was not recorded.',
    advice: adviceOf(delivered),
    details: [
      ...letter.details,
      ...entries([['Error', delivered.report.errorCode ?? 'unknown']], letter.details),
    ],
  };
  return { subject, ...renderFailed(view) };
};
