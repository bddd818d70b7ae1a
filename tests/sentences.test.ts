import { reportTypeNames, reportTypes, summaryDataOf } from '@reports/contracts';
import type { ReportType } from '@reports/contracts';
import { headlineOf } from '@reports/notifier/headlines';
import { composeInLanguage } from '@reports/renderer/compose';
import { createFontLibrary } from '@reports/renderer/fonts';
import { inLanguage, languageOf } from '@reports/wording';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryOf } from './support/arbitrary-of.ts';

const fonts = createFontLibrary();
const codes = ['en', 'de', 'es', 'fr', 'hi', 'ar'] as const;

const characters: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#x60;': '`',
  '&#x3D;': '=',
};

/** What the first page says below its figures, as a reader has it. */
const leadOf = (html: string): string =>
  (/<p class="lead">(.*?)<\/p>/s.exec(html)?.[1] ?? '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#?\w+;/g, (name) => characters[name] ?? name);

const datasetOf = (type: ReportType, data: Record<string, unknown>, language: string) => ({
  schema_version: reportTypes[type].schemaVersion,
  request: {
    report_id: 'rpt_8Xm3kL9wPq2T',
    workspace_id: 'ws_4Kd82hQpLmZx',
    workspace_name: 'Northwind',
    type,
    format: 'pdf' as const,
    from: '2024-01-01',
    to: '2024-02-29',
    timezone: 'UTC',
    filters: {},
  },
  data_as_of: '2024-03-01T18:00:12Z',
  row_count: 1,
  branding: { language: language as 'en' },
  data,
});

test.each(reportTypeNames)('%s: its mail says what its page says first, whatever the figures', (type) => {
  fc.assert(
    fc.property(arbitraryOf(summaryDataOf(type)), fc.constantFrom(...codes), (values, code) => {
      const data = values as Record<string, unknown>;
      const dataset = datasetOf(type, data, code);
      const [mail, page] = inLanguage(languageOf({ language: code }), () => [
        headlineOf(type, data, dataset.request)?.remark,
        composeInLanguage(dataset, [], fonts).html,
      ]);
      expect(mail?.replaceAll(/[\u2068\u2069]/g, '')).toBe(
        leadOf(page ?? '').replaceAll(/[\u2068\u2069]/g, ''),
      );
    }),
    { numRuns: 40 },
  );
});
