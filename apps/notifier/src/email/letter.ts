import { filterValues, type FilterName } from '@reports/contracts';
import type { DeliveredReport } from '../report/load-report.ts';
import { storedCalendar } from '@reports/slots';
import { formatInstant, formatPeriod } from '../wording/dates.ts';
import { sayCalendar } from '../wording/say-calendar.ts';
import {
  describeCompleteness,
  formatCount,
  formatQuantity,
  isolate,
  language,
  nameFilterValue,
  type NamesById,
  words,
} from '@reports/wording';
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

/** Invisible letters after the preheader, so that an inbox does not go on with the letter's first lines. */
const preheaderFiller = '&#847;&zwnj;&nbsp;'.repeat(60);

/** `QA performance`, or `Weekly QA performance` on a run of a weekly schedule. */
const titleOf = ({ report, frequency }: DeliveredReport): string => {
  const { mail, titles } = words();
  const title = titles[report.type];
  return report.sourceReportId && frequency ? mail.scheduled[frequency](title) : title;
};

const maxNames = 5;

const listNames = (all: readonly string[]): string => {
  const names = all.map(isolate);
  return names.length > maxNames
    ? words().andMore(
        names.slice(0, maxNames).join(words().listSeparator),
        formatCount(names.length - maxNames),
      )
    : names.join(words().listSeparator);
};

/** Who asked for it, and why this address gets it. */
const whyOf = ({ report, workspaceName, calendar }: DeliveredReport): string => {
  const { mail } = words();
  const who = isolate(workspaceName);
  if (!report.sourceReportId) {
    return mail.whyAsked(who, formatInstant(report.createdAt, report.timezone));
  }
  return calendar ? mail.whyScheduledAt(who, sayCalendar(storedCalendar(calendar))) : mail.whyScheduled(who);
};

/** Of a split report: how many files its ZIP has, each for whom. */
const filesOf = ({ parts, splitBy }: DeliveredReport['report']): string => {
  const say = words().mail.filesFor[splitBy === 'team' ? 'team' : 'agent'];
  return parts === null ? say : [formatQuantity(parts.length, 'file'), say].join(words().listSeparator);
};

const detailsOf = ({ report, labels }: DeliveredReport, names: NamesById | undefined): Entry[] => {
  const { filters: filterNames, mail, page } = words();
  const pages =
    report.pageCount === null ? '' : `${words().listSeparator}${formatQuantity(report.pageCount, 'page')}`;
  const filters = (Object.keys(filterNames) as FilterName[]).flatMap((name): [string, string][] => {
    const values = filterValues(report.filters, name);
    if (values === undefined) return [];
    const shown = values.map((value) => nameFilterValue(name, value, { names, labels }));
    return [[filterNames[name][values.length === 1 ? 0 : 1], listNames(shown)]];
  });
  return entries([
    ...filters,
    [mail.format, `${isolate(mail.formats[report.format])}${report.status === 'completed' ? pages : ''}`],
    ...(report.splitBy === null ? [] : [[mail.files, filesOf(report)] as [string, string]]),
    ...(report.status === 'completed' && report.rowCount !== null
      ? [[mail.rows, formatCount(report.rowCount)] as [string, string]]
      : []),
    [page.timeZone, report.timezone],
    ...(report.dataAsOf
      ? [[page.dataAsOf, formatInstant(report.dataAsOf, report.timezone)] as [string, string]]
      : []),
    ...(report.completeness?.complete === true
      ? [[page.data, dataOf(report) ?? ''] as [string, string]]
      : []),
    [page.report, report.id],
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

/** Where lines begin and end, for mail programs that know no `start` and `end`. */
const sides = {
  ltr: { start: 'left', end: 'right' },
  rtl: { start: 'right', end: 'left' },
} as const;

/** What both letters have. `names` are those of campaigns and agents in filters, where the figures are at hand. */
export const letterOf = (delivered: DeliveredReport, unsubscribeUrl: string | null, names?: NamesById) => ({
  preheaderFiller,
  language: language().code,
  direction: language().direction,
  ...sides[language().direction],
  unsubscribe: words().mail.unsubscribe,
  workspace: delivered.workspaceName,
  title: titleOf(delivered),
  period: formatPeriod(delivered.report.periodFrom, delivered.report.periodTo),
  details: detailsOf(delivered, names),
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
