import type { DatasetSummary } from '@reports/contracts';
import type { ListedRows } from '../csv/stream-rows.ts';

/** What a report knows beside its data. */
export interface ReportContext {
  from: string;
  to: string;
  /** IANA name. */
  timezone: string;
  /** The data are those of one agent or team of a report that has others. */
  isPart?: boolean;
}

/** How one report type looks on paper. */
export interface ReportPage<Data> {
  /** HTML of everything below the title block. */
  render: (data: Data, context: ReportContext) => string;
  /** How many records the figures are of: `842 evaluations`. */
  records: (data: Data) => string;
  /** CSS of this type alone. */
  styles: () => string;
  /** Which rows of the CSV go into the PDF as the type's `streamedList`, where it has one. */
  listed?: ListedRows;
}

export const contextOf = ({ request }: DatasetSummary): ReportContext => ({
  from: request.from,
  to: request.to,
  timezone: request.timezone,
});
