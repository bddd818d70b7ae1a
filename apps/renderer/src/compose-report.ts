import { type DatasetSummary, type ReportData, streamedListOf } from '@reports/contracts';
import { inLanguage, labelled, labelledSummary, languageOf } from '@reports/wording';
import type { FontLibrary } from './fonts/font-library.ts';
import { composeDocument, type ReportDocument } from './page/document.ts';
import { jsonSha256Of, type Provenance } from './page/about.ts';
import { contextOf } from './reports/define.ts';
import { pageOf } from './reports/index.ts';

/** The HTML of a report from its dataset, in the dataset's language; it must have been checked against its type's schema. */
export const composeReport = (
  frozen: DatasetSummary,
  listed: readonly unknown[],
  fonts: FontLibrary,
  provenance?: Provenance,
): ReportDocument =>
  inLanguage(languageOf(frozen.branding), () => composeInLanguage(frozen, listed, fonts, provenance));

/** The same, in the language in force. */
export const composeInLanguage = (
  frozen: DatasetSummary,
  listed: readonly unknown[],
  fonts: FontLibrary,
  provenance?: Provenance,
): ReportDocument => {
  const summary = labelledSummary(frozen);
  const { type } = summary.request;
  const streamedList = streamedListOf(type);
  const page = pageOf(type);
  const data = {
    ...summary.data,
    ...(streamedList === undefined ? {} : { [streamedList]: labelled(listed, frozen.labels) }),
  };
  const { html, names, records } = page.render(data as ReportData, contextOf(summary));
  const body = { body: html, styles: page.styles(), names, records, jsonSha256: jsonSha256Of(frozen) };
  return composeDocument(summary, body, fonts, provenance);
};
