import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDate, formatDays, formatInstant, formatPeriod } from '../dates.ts';
import { formatChange, formatCount, formatQuantity, formatRate } from '../figures.ts';
import { inLanguage, isKnownLanguage, languageOf } from '../language.ts';
import { en } from './en.ts';

const codes = ['en', 'de', 'es', 'fr', 'hi', 'ar'] as const;
const code = fc.constantFrom(...codes);

type Text = string | ((...values: string[]) => string);

/** All texts of a catalogue by their path. */
const textsOf = (value: unknown, path = ''): [path: string, text: Text][] =>
  typeof value === 'string' || typeof value === 'function'
    ? [[path, value as Text]]
    : Object.entries(value as object).flatMap(([name, member]) => textsOf(member, `${path}.${name}`));

const english = new Map(textsOf(en));
const placesOf = (path: string): string[] =>
  Array.from({ length: (english.get(path) as { length?: number })?.length ?? 0 }, (_, index) => `<${index}>`);

const sentencesOf = (language: (typeof codes)[number]) =>
  textsOf(languageOf({ language }).words).filter(([path]) => !path.startsWith('.quantities'));

describe.each(codes)('the catalogue of %s', (language) => {
  const { words, locale } = languageOf({ language });

  test('has a form for each plural category of its language', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    for (const [thing, forms] of Object.entries(words.quantities)) {
      expect([thing, Object.keys(forms).toSorted()]).toEqual([thing, pluralCategories.toSorted()]);
    }
  });

  test('says every value that a sentence is given', () => {
    for (const [path, text] of sentencesOf(language)) {
      if (typeof text === 'string') continue;
      const places = placesOf(path);
      const said = text(...places);
      expect([path, places.filter((place) => !said.includes(place))]).toEqual([path, []]);
    }
  });
});

describe.each(['hi', 'ar'] as const)('the catalogue of %s', (language) => {
  const script = { hi: /\p{Script=Devanagari}/u, ar: /\p{Script=Arabic}/u }[language];

  test('is written in the letters of its language', () => {
    // Names of formats and units are the same in each.
    const acronym = /^(\p{Lu}+|kB)$/u;
    const bare = sentencesOf(language)
      .map(([path, text]) => [path, typeof text === 'string' ? text : text(...placesOf(path))] as const)
      .filter(([, text]) => /\p{L}/u.test(text) && !script.test(text) && !acronym.test(text));
    expect(bare).toEqual([]);
  });
});

test.each(codes.filter((code) => code !== 'en'))(
  'the catalogue of %s leaves no sentence in English',
  (language) => {
    const same = sentencesOf(language).filter(([path, text]) => {
      const places = placesOf(path);
      const say = (one: Text | undefined) => (typeof one === 'function' ? one(...places) : (one ?? ''));
      return /\p{L}{3,} \p{L}{3,}/u.test(say(text)) && say(text) === say(english.get(path));
    });
    expect(same).toEqual([]);
  },
);

/** Words that once stood beside those of the glossary (ADR 49), for the same things. */
test.each([
  ['de', /Mitarbeiter|Parameter/i],
  ['es', /infracci|parámetro/i],
  ['fr', /infraction|le score|paramètre/i],
  ['hi', /अभिकर्ता|पैरामीटर/],
  ['ar', /موظف|أدنى نتيجة/],
] as const)('the catalogue of %s has one word for one thing', (language, other) => {
  const said = sentencesOf(language).map(
    ([path, text]) => [path, typeof text === 'string' ? text : text(...placesOf(path))] as const,
  );
  expect(said.filter(([, text]) => other.test(text))).toEqual([]);
});

describe('figures and dates in every language', () => {
  test('a count has its own digits, 0 to 9, whatever stands between them', () => {
    fc.assert(
      fc.property(code, fc.nat({ max: 2_000_000_000 }), (language, count) => {
        const text = inLanguage(languageOf({ language }), () => formatCount(count));
        expect(text.replaceAll(/\D/g, '')).toBe(String(count));
      }),
    );
  });

  test('a rate reads 0% or 100% only when it is that', () => {
    fc.assert(
      fc.property(code, fc.double({ min: 0, max: 1, noNaN: true }), (language, rate) => {
        const text = inLanguage(languageOf({ language }), () => formatRate(rate));
        const figure = Number(text.replaceAll(',', '.').replaceAll(/[^\d.]/g, ''));
        expect([0, 100].includes(figure)).toBe(rate === 0 || rate === 1);
        expect(Math.abs(figure - rate * 100)).toBeLessThan(0.51);
      }),
    );
  });

  test('a date says its day, its year and, as ISO 8601, itself', () => {
    fc.assert(
      fc.property(
        code,
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (language, date) => {
          const day = date.toISOString().slice(0, 10);
          const text = inLanguage(languageOf({ language }), () => formatDate(day));
          expect(
            text
              .match(/\d+/g)
              ?.map(Number)
              .toSorted((a, b) => a - b),
          ).toEqual([date.getUTCDate(), date.getUTCFullYear()]);
          const iso = languageOf({ language, date_format: 'year_month_day' });
          expect(inLanguage(iso, () => formatDate(day))).toBe(day);
        },
      ),
    );
  });

  test.each([
    ['en', '1,234,567', '99.6%', '+2.4', '1 call', '1–31 January 2024', '8–14 Jan', '31 January 2024, 18:00'],
    [
      'de',
      '1.234.567',
      '99,6 %',
      '+2,4',
      '1 Anruf',
      '1.–31. Januar 2024',
      '8.–14. Jan.',
      '31. Januar 2024, 18:00',
    ],
    [
      'es',
      '1.234.567',
      '99,6 %',
      '+2,4',
      '1 llamada',
      '1–31 de enero de 2024',
      '8–14 ene',
      '31 de enero de 2024, 18:00',
    ],
    [
      'fr',
      '1 234 567',
      '99,6 %',
      '+2,4',
      '1 appel',
      '1–31 janvier 2024',
      '8–14 janv.',
      '31 janvier 2024, 18:00',
    ],
    ['hi', '12,34,567', '99.6%', '+2.4', '1 कॉल', '1–31 जनवरी 2024', '8 – 14 जन॰', '31 जनवरी 2024, 18:00'],
    [
      'ar',
      '1,234,567',
      '99.6\u200e%\u200e',
      '\u200e+2.4',
      'مكالمة واحدة',
      '1–31 يناير 2024',
      '8–14 يناير',
      '31 يناير 2024، 18:00',
    ],
  ] as const)('%s', (language, count, rate, change, call, period, days, instant) => {
    const said = inLanguage(languageOf({ language }), () => [
      formatCount(1_234_567),
      formatRate(0.996),
      formatChange(2.4),
      formatQuantity(1, 'call'),
      formatPeriod('2024-01-01', '2024-01-31'),
      formatDays('2024-01-08', '2024-01-14'),
      formatInstant('2024-01-31T18:00:00Z', 'UTC'),
    ]);
    // Which space stands before a percent sign is the typographers' affair.
    expect(said.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([
      count,
      rate,
      change,
      call,
      period,
      days,
      instant,
    ]);
  });

  test('an American reader has the month first', () => {
    const american = languageOf({ language: 'en', date_format: 'month_day_year' });
    expect(
      inLanguage(american, () => [
        formatPeriod('2024-01-22', '2024-01-22'),
        formatPeriod('2024-01-01', '2024-01-31'),
      ]),
    ).toEqual(['Monday January 22, 2024', 'January 1 – 31, 2024']);
  });

  test('a language of a later release is not known', () => {
    expect(isKnownLanguage('de')).toBe(true);
    expect(isKnownLanguage('pt')).toBe(false);
    expect(isKnownLanguage('constructor')).toBe(false);
  });
});
