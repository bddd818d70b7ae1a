import type { CallSummaryData } from '@reports/contracts';
import { formatDay } from '../../formatting/dates.ts';
import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { formatDuration } from '../../formatting/duration.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { firstRows } from '../../page/first-rows.ts';
import { dispositionRows, leadingDispositions, type DispositionRow } from '../../page/disposition-rows.ts';
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
const maxDays = 1_100;

export interface CallSummaryView {
  called: boolean;
  figures: { label: string; value: string; context: string }[];
  busiest: { day: string; calls: string } | null;
  mostFrequent: DispositionRow | null;
  weekly: boolean;
  chart: string;
  dispositions: readonly DispositionRow[];
  dispositionsCut: string;
  /** Few enough to stand together on one page. */
  fewDispositions: boolean;
  campaigns: (CallRow & { campaign: Named; dispositions: { name: string; share: string }[] })[];
  campaignsCut: string;
  days: (CallRow & { day: string; weekend: boolean })[];
  daysCut: string;
  overallRate: string;
}

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** What the call summary says, in words and lengths. */
export const viewCallSummary = (data: CallSummaryData): CallSummaryView => {
  const maxOfDays = Math.max(0, ...data.by_date.map((day) => day.total_calls));
  const maxOfCampaigns = Math.max(0, ...data.by_campaign.map((campaign) => campaign.total_calls));
  const busiest = data.by_date.find((day) => day.total_calls === maxOfDays);
  const dispositions = dispositionRows(data.dispositions);
  const ended = firstRows(dispositions, maxDispositions, 'dispositions');
  const campaigns = firstRows(data.by_campaign, maxCampaigns, 'campaigns');
  const days = firstRows(data.by_date, maxDays, 'days');
  return {
    called: data.total_calls > 0,
    figures: [
      {
        label: 'Calls',
        value: formatCount(data.total_calls),
        context: formatQuantity(data.by_campaign.length, 'campaign'),
      },
      {
        label: 'Connected calls',
        value: formatCount(data.connected_calls),
        context: 'Someone answered',
      },
      {
        label: 'Connection rate',
        value: formatRate(data.connection_rate),
        context: 'Connected calls of all calls',
      },
      {
        label: 'Average duration',
        value: formatDuration(data.avg_duration_seconds),
        context: 'Minutes and seconds of a connected call',
      },
    ],
    busiest:
      busiest !== undefined && data.by_date.length > 1 && maxOfDays > 0
        ? { day: formatDay(busiest.date), calls: formatCount(busiest.total_calls) }
        : null,
    mostFrequent: dispositions[0] ?? null,
    weekly: data.by_date.length > 92,
    chart: data.total_calls > 0 && data.by_date.length > 1 ? renderVolumeChart(data.by_date) : '',
    dispositions: ended.rows,
    dispositionsCut: ended.cut,
    fewDispositions: dispositions.length <= 15,
    campaignsCut: campaigns.cut,
    campaigns: campaigns.rows.map((row) => ({
      campaign: named(row.campaign_id, row.campaign_name),
      dispositions: leadingDispositions(row.dispositions),
      ...callRow(row, maxOfCampaigns, data.connection_rate),
    })),
    daysCut: days.cut,
    days: days.rows.map((row) => ({
      day: formatDay(row.date),
      weekend: isWeekend(row.date),
      ...callRow(row, maxOfDays, data.connection_rate),
    })),
    overallRate: formatRate(data.connection_rate),
  };
};
