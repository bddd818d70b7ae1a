import type { ReportData, ReportType } from '@reports/contracts';
import type { NamesById } from '@reports/wording';
import type { Chart } from '../chart/draw-bars.ts';

/** What a report says at a glance. */
export interface Headline {
  /** Four at most. */
  figures: { label: string; value: string }[];
  /** What the report's page says first; empty where that says nothing. */
  remark: string;
  /** Left out where there are fewer than two bars. */
  chart?: Chart;
  /** Of campaigns and agents, for filters. */
  names?: NamesById;
}

/** A streamed list is not in a dataset's summary: a headline does without it. */
export type HeadlineOf<Name extends ReportType> = (
  data: Omit<ReportData<Name>, 'violations'>,
  period: { from: string; to: string },
) => Omit<Headline, 'remark'>;
