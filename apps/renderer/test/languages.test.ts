import { inLanguage } from '@reports/wording';
import { outsideCatalogue, pseudoLanguage } from '@reports/wording/testing';
import { describe, expect, test } from 'vitest';
import { composeInLanguage, composeReport } from '../src/compose-report.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { samples } from './fixtures/samples.ts';

const fonts = createFontLibrary();

const readable = (html: string): string =>
  html
    .replaceAll(/<style>.*?<\/style>/gs, ' ')
    .replaceAll(/aria-label="([^"]*)"/g, '>$1<')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&\w+;|&#\w+;/g, ' ');

/** All texts of a dataset: names, codes, identifiers. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

describe.each(Object.entries(samples))('a page of %s', (type, make) => {
  const [dataset, listed = []] = make();

  test('has no text that is not in the catalogue', () => {
    const { html } = inLanguage(pseudoLanguage, () =>
      composeInLanguage(
        { ...dataset, request: { ...dataset.request, filters: { team: ['T1', 'T2'] } } },
        listed,
        fonts,
        { provenance: { rowsSha256: '00' } },
      ),
    );
    let rest = outsideCatalogue(readable(html)).replaceAll(/\b[0-9a-f]{64}\b/g, ' ');
    for (const text of [...textsOf(dataset), ...textsOf(listed)].toSorted((a, b) => b.length - a.length)) {
      rest = rest.replaceAll(text, ' ');
    }
    const words = (rest.match(/\p{L}{2,}/gu) ?? []).filter(
      // Names of months and days are those of Intl; what is cut in a log is the dataset's.
      (word) => !/^(?:January|Jan|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Thursday|UTC|SHA|T1|T2)$/.test(word),
    );
    expect([type, words]).toEqual([type, []]);
  });

  test.each(['de', 'es', 'fr', 'hi', 'ar'] as const)(
    'in %s has its direction, and fonts for all its letters',
    (language) => {
      const page = composeReport({ ...dataset, branding: { language } }, listed, fonts);
      expect(page.html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
      expect(page.missingCharacters).toEqual([]);
      expect(page.metadata.language).toBe(language);
    },
  );
});
