import { type DatasetSummary, type ReportData, streamedListOf } from '@reports/contracts';
import { inLanguage, labelled, labelledSummary, languageOf, namesIn } from '@reports/wording';
import type { PartOf } from './files/rendering.ts';
import type { FontLibrary } from './fonts/font-library.ts';
import { composeDocument, type ReportDocument } from './page/document.ts';
import { jsonSha256Of, type Provenance } from './page/about.ts';
import { contextOf } from './reports/define.ts';
import { pageOf } from './reports/index.ts';

/** What a page says beside its dataset. */
export interface ComposedOf {
  provenance?: Provenance | undefined;
  /** Whose part of a report the dataset is. */
  part?: PartOf | undefined;
}

/** The HTML of a report from its dataset, in the dataset's language; it must have been checked against its type's schema. */
export const composeReport = (
  frozen: DatasetSummary,
  listed: readonly unknown[],
  fonts: FontLibrary,
  of: ComposedOf = {},
): ReportDocument =>
  inLanguage(languageOf(frozen.branding), () => composeInLanguage(frozen, listed, fonts, of));

/** The same, in the language in force. */
export const composeInLanguage = (
  frozen: DatasetSummary,
  listed: readonly unknown[],
  fonts: FontLibrary,
  { provenance, part }: ComposedOf = {},
): ReportDocument => {
  const summary = labelledSummary(frozen);
  const { type } = summary.request;
  const streamedList = streamedListOf(type);
  const page = pageOf(type);
  const data = {
    ...summary.data,
    ...(streamedList === undefined ? {} : { [streamedList]: labelled(listed, frozen.labels) }),
  } as ReportData;
  const body = {
    body: page.render(data, { ...contextOf(summary), isPart: part !== undefined }),
    styles: page.styles(),
    names: namesIn(data),
    records: page.records(data),
    jsonSha256: jsonSha256Of(frozen),
  };
  return composeDocument(summary, body, fonts, { provenance, part });
};
