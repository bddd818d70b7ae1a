import type { DatasetSummary } from '@reports/contracts';
import { describeCompleteness, formatInstant, formatPeriod, language } from '@reports/wording';
import { formatZone } from '../formatting/dates.ts';
import { shorten } from '../formatting/text.ts';
import type { PartOf } from '../files/rendering.ts';
import type { FontLibrary } from '../fonts/font-library.ts';
import type { PdfMetadata } from '../pdf/metadata-objects.ts';
import { selectFonts } from '../fonts/select-fonts.ts';
import { type Described, describeReport, type Provenance } from './about.ts';
import { createRecolour, paperStyles } from './branding.ts';
import { type ComparisonView, viewComparison } from './comparison.ts';
import { cssString } from './css-string.ts';
import { describeFilters, describePart, type Fact } from './facts.ts';
import { compileTemplate, styleSheet } from './templates.ts';

interface DocumentView {
  language: string;
  direction: 'ltr' | 'rtl';
  /** CSS of the page's number: its texts, and the counters. */
  pageNumber: string;
  title: string;
  workspace: string;
  period: string;
  facts: Fact[];
  about: Fact[];
  comparison: ComparisonView | undefined;
  /** A data URL. */
  logo: string | undefined;
  body: string;
  /** The margin boxes at the foot's start and end. */
  footer: { start: string; end: string };
  runningTitle: string;
  fontFaces: string;
  fontStack: string;
  styles: string;
}

/** `Page 2 of 7`. */
const pageNumber = ([before, between, after]: readonly [string, string, string]): string =>
  `${cssString(before)} counter(page) ${cssString(between)} counter(pages) ${cssString(after)}`;

/** Each part isolated, so that a name written in the other direction keeps its place in the line. */
const runningTitle = (parts: readonly string[], direction: 'ltr' | 'rtl'): string => {
  const line = parts.map((part) => `\u2068${part}\u2069`).join(' · ');
  return direction === 'rtl' ? `\u2067${line}\u2069` : line;
};

const documentTemplate = compileTemplate<DocumentView>(new URL('document.hbs', import.meta.url));
const sharedStyles = styleSheet(new URL('style.css', import.meta.url));

/** The style sheets set these in bold, and beside them digits alone. */
const boldElements = /<(b|h[1-3])\b[^>]*>.*?<\/\1>/gs;

export interface ReportDocument {
  html: string;
  /** What the PDF says about itself. */
  metadata: Omit<PdfMetadata, 'createdAt'>;
  /** Characters that no font of the project has. */
  missingCharacters: string[];
}

/**
 * Puts a report's body into the page that all reports share: title block, style, footer with page x of y. The result
 * needs nothing from outside itself.
 */
export const composeDocument = (
  summary: DatasetSummary,
  { body, styles, ...described }: { body: string; styles: string } & Described,
  fonts: FontLibrary,
  { provenance, part }: { provenance?: Provenance | undefined; part?: PartOf | undefined } = {},
): ReportDocument => {
  const { request, data_as_of: dataAsOf, completeness, comparison, branding } = summary;
  const { code, direction, words: say } = language();
  const title = say.titles[request.type];
  const named = part ? `${title}: ${part.name}` : title;
  const period = formatPeriod(request.from, request.to);
  const facts: Fact[] = [
    ...(part ? [describePart(part)] : []),
    {
      label: say.page.timeZone,
      values: [formatZone(request.timezone, request.from, request.to)],
      wide: false,
    },
    { label: say.page.dataAsOf, values: [formatInstant(dataAsOf, request.timezone)], wide: false },
    { label: say.page.report, values: [request.report_id], wide: false },
    ...(completeness
      ? [
          {
            label: say.page.data,
            values: [describeCompleteness(completeness, { ...request, dataAsOf })],
            wide: true,
          },
        ]
      : []),
    ...describeFilters(request.filters, { names: described.names, labels: summary.labels }),
  ];
  const about = describeReport(summary, described, provenance);
  const recolour = createRecolour(branding);
  const view = {
    language: code,
    direction,
    pageNumber: pageNumber(say.page.pageOf),
    title,
    workspace: request.workspace_name,
    period,
    facts,
    about,
    comparison: viewComparison(comparison, request.timezone),
    logo: branding?.logo,
    body: recolour.body(body),
    footer:
      direction === 'rtl'
        ? { start: 'bottom-right', end: 'bottom-left' }
        : { start: 'bottom-left', end: 'bottom-right' },
    runningTitle: cssString(
      runningTitle([shorten(request.workspace_name, 60), shorten(named, 60), period], direction),
    ),
  };
  // All that it says, for the fonts; then with them.
  const text = documentTemplate({ ...view, fontFaces: '', fontStack: '', styles: '' });
  const bold = [request.workspace_name, ...(text.match(boldElements) ?? [])].join(' ');
  const { css, stack, missing } = selectFonts(fonts, text, bold);
  const html = documentTemplate({
    ...view,
    fontFaces: css,
    fontStack: stack,
    styles: recolour.styles(sharedStyles() + styles) + paperStyles(branding),
  });
  const metadata = {
    title: `${named}, ${period}: ${request.workspace_name}`,
    author: request.workspace_name,
    subject: say.about.subject(named, request.from, request.to, request.timezone, dataAsOf),
    keywords: [request.report_id, request.type, `version ${summary.schema_version}`],
    language: code,
    dataAsOf,
  };
  return { html, metadata, missingCharacters: missing };
};
