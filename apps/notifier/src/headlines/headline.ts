import type { ReportData, ReportType } from '@reports/contracts';

/** What a report says at a glance. */
export interface Headline {
  /** Four at most. */
  figures: { label: string; value: string }[];
  /** One sentence that a reader would want next. */
  remark?: string;
}

/** A streamed list is not in a dataset's summary: a headline does without it. */
export type HeadlineOf<Name extends ReportType> = (
  data: Omit<ReportData<Name>, 'violations'>,
  period: { from: string; to: string },
) => Headline;
