import type { DatasetSummary } from '@reports/contracts';
import { reportTypes } from '@reports/contracts';
import { describeCompleteness } from '@reports/wording';
import { formatInstant, formatPeriod, formatZone } from '../formatting/dates.ts';
import { shorten } from '../formatting/text.ts';
import type { FontLibrary } from '../fonts/font-library.ts';
import type { PdfMetadata } from '../pdf/add-metadata.ts';
import { selectFonts } from '../fonts/select-fonts.ts';
import { type Described, describeReport, type Provenance } from './about.ts';
import { createRecolour, paperStyles } from './branding.ts';
import { type ComparisonView, viewComparison } from './comparison.ts';
import { cssString } from './css-string.ts';
import { describeFilters, type Fact } from './facts.ts';
import { compileTemplate, styleSheet } from './templates.ts';

interface DocumentView {
  title: string;
  workspace: string;
  period: string;
  facts: Fact[];
  about: Fact[];
  comparison: ComparisonView | undefined;
  /** A data URL. */
  logo: string | undefined;
  body: string;
  runningTitle: string;
  fontFaces: string;
  fontStack: string;
  styles: string;
}

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
  provenance?: Provenance,
): ReportDocument => {
  const { request, data_as_of: dataAsOf, completeness, comparison, branding } = summary;
  const { title } = reportTypes[request.type];
  const period = formatPeriod(request.from, request.to);
  const facts: Fact[] = [
    { label: 'Time zone', values: [formatZone(request.timezone, request.from, request.to)], wide: false },
    { label: 'Data as of', values: [formatInstant(dataAsOf, request.timezone)], wide: false },
    { label: 'Report', values: [request.report_id], wide: false },
    ...(completeness
      ? [
          {
            label: 'Data',
            values: [describeCompleteness(completeness, { ...request, dataAsOf })],
            wide: true,
          },
        ]
      : []),
    ...describeFilters(request.filters, described.names),
  ];
  const about = describeReport(summary, described, provenance);
  const words = [body, period, ...[...facts, ...about].flatMap(({ values }) => values)].join(' ');
  const bold = [request.workspace_name, ...(body.match(boldElements) ?? [])].join(' ');
  const { css, stack, missing } = selectFonts(fonts, words, bold);
  const recolour = createRecolour(branding);
  const html = documentTemplate({
    title,
    workspace: request.workspace_name,
    period,
    facts,
    about,
    comparison: viewComparison(comparison, request.timezone),
    logo: branding?.logo,
    body: recolour.body(body),
    // Isolated, so that a name written from right to left keeps its place in the line.
    runningTitle: cssString(`\u2068${shorten(request.workspace_name, 60)}\u2069 · ${title} · ${period}`),
    fontFaces: css,
    fontStack: stack,
    styles: recolour.styles(sharedStyles() + styles) + paperStyles(branding),
  });
  const metadata = {
    title: `${title}, ${period}: ${request.workspace_name}`,
    author: request.workspace_name,
    subject: `${title}, ${request.from} to ${request.to} (${request.timezone}), data as of ${dataAsOf}`,
    keywords: [request.report_id, request.type, `version ${summary.schema_version}`],
    language: 'en',
    dataAsOf,
  };
  return { html, metadata, missingCharacters: missing };
};
