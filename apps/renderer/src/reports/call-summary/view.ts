import type { CallSummaryData } from '@reports/contracts';
import {
  formatCount,
  formatQuantity,
  formatRate,
  reportSentences,
  type Sentence,
  words,
} from '@reports/wording';
import { formatDuration } from '../../formatting/duration.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { figure, type Figure } from '../../page/figures.ts';
import { firstRows } from '../../page/first-rows.ts';
import { dispositionRows, leadingDispositions, type DispositionRow } from '../../page/disposition-rows.ts';
import type { ReportContext } from '../define.ts';
import { groupDays, type Stretch } from './group-days.ts';
import { renderVolumeChart } from './volume-chart.ts';

type CallFigures = Pick<
  CallSummaryData,
  'total_calls' | 'connected_calls' | 'connection_rate' | 'avg_duration_seconds'
>;

interface CallRow {
  calls: string;
  callsBar: Bar;
  connected: string;
  rate: string;
  rateBar: Bar;
  duration: string;
}

const callRow = (figures: CallFigures, maxCalls: number, overallRate: number | null): CallRow => ({
  calls: formatCount(figures.total_calls),
  callsBar: barOf(figures.total_calls, maxCalls),
  connected: formatCount(figures.connected_calls),
  rate: formatRate(figures.connection_rate),
  rateBar: barOf(figures.connection_rate, 1, {
    tone: 'soft',
    mark: overallRate === null ? null : overallRate * 100,
  }),
  duration: formatDuration(figures.avg_duration_seconds),
});

/** What the PDF lists of each: some 20 pages. */
const maxCampaigns = 500;
const maxDispositions = 300;

export interface CallSummaryView {
  called: boolean;
  figures: Figure[];
  sentences: Sentence[];
  /** `Calls by day`, `By day`, `Day`. */
  titles: { chart: string; table: string; column: string };
  /** What a pale column means. */
  pale: string;
  daily: boolean;
  chart: string;
  dispositions: readonly DispositionRow[];
  dispositionsCut: string;
  /** Few enough to stand together on one page. */
  fewDispositions: boolean;
  campaigns: (CallRow & { campaign: Named; dispositions: { name: string; share: string }[] })[];
  campaignsCut: string;
  /** Those that had calls: `Days without calls are left out: 3 of 31.` says how many had none. */
  stretches: (CallRow & { name: string; isPart: boolean; isWeekend: boolean })[];
  withoutCalls: string;
  /** Some weeks or months lie in the period in part. */
  hasParts: boolean;
  overallRate: string;
}

/** A table of one row says no more than the figures at the top; rows of zeros say nothing. */
const listed = (stretches: readonly Stretch[]): Stretch[] =>
  stretches.length === 1 ? [] : stretches.filter((stretch) => stretch.total_calls > 0);

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** What the call summary says, in words and lengths. */
export const viewCallSummary = (
  data: CallSummaryData,
  context: Pick<ReportContext, 'from' | 'to'>,
): CallSummaryView => {
  const { callSummary: say, page, words: word } = words();
  const { unit, stretches } = groupDays(data.by_date);
  const quiet = stretches.filter((stretch) => stretch.total_calls === 0).length;
  const maxOfStretches = Math.max(0, ...stretches.map((stretch) => stretch.total_calls));
  const maxOfCampaigns = Math.max(0, ...data.by_campaign.map((campaign) => campaign.total_calls));
  const dispositions = dispositionRows(data.dispositions);
  const ended = firstRows(dispositions, maxDispositions, 'dispositions');
  const campaigns = firstRows(data.by_campaign, maxCampaigns, 'campaigns');
  return {
    called: data.total_calls > 0,
    figures: [
      figure(word.calls, formatCount(data.total_calls), formatQuantity(data.by_campaign.length, 'campaign')),
      figure(word.connectedCalls, formatCount(data.connected_calls), say.someoneAnswered),
      figure(word.connectionRate, formatRate(data.connection_rate), say.ofAllCalls),
      figure(word.averageDuration, formatDuration(data.avg_duration_seconds), page.minutesAndSeconds),
    ],
    sentences: reportSentences('call_summary', data, context),
    titles: { chart: say.callsBy[unit], table: say.by[unit], column: say.units[unit] },
    pale: unit === 'day' ? '' : page.pale[unit],
    daily: unit === 'day',
    chart: data.total_calls > 0 && stretches.length > 1 ? renderVolumeChart(stretches, unit) : '',
    dispositions: ended.rows,
    dispositionsCut: ended.cut,
    fewDispositions: dispositions.length <= 15,
    campaignsCut: campaigns.cut,
    campaigns: campaigns.rows.map((row) => ({
      campaign: named(row.campaign_id, row.campaign_name),
      dispositions: leadingDispositions(row.dispositions),
      ...callRow(row, maxOfCampaigns, data.connection_rate),
    })),
    stretches: listed(stretches).map((stretch) => ({
      name: stretch.name,
      isPart: stretch.isPart,
      isWeekend: unit === 'day' && isWeekend(stretch.from),
      ...callRow(stretch, maxOfStretches, data.connection_rate),
    })),
    withoutCalls: quiet === 0 ? '' : say.without[unit](formatCount(quiet), formatCount(stretches.length)),
    hasParts: stretches.some(({ isPart }) => isPart),
    overallRate: formatRate(data.connection_rate),
  };
};
