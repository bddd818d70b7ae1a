import { type DatasetSummary, type ReportData, reportTypes } from '@reports/contracts';
import type { FontLibrary } from './fonts/font-library.ts';
import { composeDocument, type ReportDocument } from './page/document.ts';
import { contextOf, type ReportPage } from './reports/define.ts';
import { reportPages } from './reports/index.ts';

/** The HTML of a report from its dataset; the dataset must have been checked against its type's schema. */
export const composeReport = (
  summary: DatasetSummary,
  listed: readonly Record<string, string>[],
  fonts: FontLibrary,
): ReportDocument => {
  const { type } = summary.request;
  const { streamedList } = reportTypes[type] as { streamedList?: string };
  // One type's data goes to the page of the same type, which the compiler cannot follow through the union.
  const page = reportPages[type] as ReportPage<ReportData>;
  const data = { ...summary.data, ...(streamedList === undefined ? {} : { [streamedList]: listed }) };
  const { html, names } = page.render(data as ReportData, contextOf(summary));
  return composeDocument(summary, { body: html, styles: page.styles, names }, fonts);
};
