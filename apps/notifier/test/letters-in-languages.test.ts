import { inLanguage, languageOf } from '@reports/wording';
import { outsideCatalogue, pseudoLanguage } from '@reports/wording/testing';
import { describe, expect, test } from 'vitest';
import { composeFailed } from '../src/email/compose-failed.ts';
import { composeReady } from '../src/email/compose-ready.ts';
import { describeDecision } from '../src/email/describe-decision.ts';
import { headlineOf } from '../src/headlines/index.ts';
import { qaSummary } from './support/qa-summary.ts';
import { sampleDelivery } from './support/sample-report.ts';

const january = { from: '2024-01-01', to: '2024-01-31' };
const completeness = {
  data_through: { evaluations: '2024-02-03' },
  days_without_data: ['2024-02-04'],
  complete: false,
};
const rules = { deliver_if: { figure: 'pass_rate', below: 0.8 } };

/** Both letters, in the language in force. */
const lettersNow = () => {
  const delivered = sampleDelivery(
    { completeness },
    { mailRules: rules, mailDecision: { mailed: true, reason: 'became_true', value: 0.78, isTrue: true } },
  );
  return [
    composeReady(delivered, {
      headline: headlineOf('qa_performance', qaSummary, january),
      link: { url: 'https://reports.example.com/signed/x', expiresAt: new Date('2024-02-06T06:00:02Z') },
      file: { name: 'report.pdf', bytes: 128_412, attached: true, isWanted: true },
      decision: describeDecision(delivered),
      unsubscribeUrl: 'https://reports.example.com/unsubscribe',
    }),
    composeFailed(
      sampleDelivery({ status: 'failed', errorCode: 'deadline_exceeded', errorRetryable: true }),
      'https://reports.example.com/unsubscribe',
    ),
  ];
};

test('letters have no text that is not in the catalogue', () => {
  for (const { subject, text } of inLanguage(pseudoLanguage, lettersNow)) {
    const rest = outsideCatalogue(`${subject}\n${text}`)
      .replaceAll(/https:\S+/g, ' ')
      .replaceAll(/\w+_\w+/g, ' ');
    // Names and instants: the workspace, months of Intl.
    const words = (rest.match(/\p{L}{2,}/gu) ?? []).filter(
      (word) => !/^(?:Meridian|Support|January|February|UTC)$/.test(word),
    );
    expect(words).toEqual([]);
  }
});

/** Text as it is displayed in a line of a direction: without what is isolated, which keeps to itself. */
const outsideIsolates = (text: string): string => text.replaceAll(/\u2068[^\u2069]*\u2069/g, '');

test('in a cell of several names each keeps its direction and its place', () => {
  const names = ['cmp_4Rv8sT1wX', 'حملة الشتاء', '=2+2'];
  const cellOf = (language: 'en' | 'ar') => {
    const delivered = sampleDelivery({ filters: { campaign_id: names }, pageCount: 8 });
    const { html } = inLanguage(languageOf({ language }), () => composeFailed(delivered, null));
    const cells = [...html.matchAll(/<td class="ink"[^>]*>([^<]*)<\/td>/g)].map(([, cell = '']) => cell);
    // A cell has the direction of its letter, whatever letter comes first in it.
    expect(html.match(/<td class="ink"[^>]*dir=/)).toBeNull();
    return { campaigns: cells[0] ?? '', format: cells[1] ?? '' };
  };
  expect(outsideIsolates(cellOf('ar').campaigns)).toBe('، ، ');
  expect(cellOf('ar').format).toBe('\u2068PDF\u2069، 8 صفحات');
  expect(cellOf('en').campaigns).toBe('cmp_4Rv8sT1wX, \u2068حملة الشتاء\u2069, &#x3D;2+2');
});

describe.each(['de', 'es', 'fr', 'hi', 'ar'] as const)('letters in %s', (language) => {
  const [ready, failed] = inLanguage(languageOf({ language }), lettersNow);

  test('say their language and direction', () => {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    expect(ready?.html).toContain(`<html lang="${language}" dir="${direction}"`);
    expect(failed?.html).toContain(`<html lang="${language}" dir="${direction}"`);
  });

  test('have subjects of their own', () => {
    const english = lettersNow().map(({ subject }) => subject);
    expect([ready?.subject, failed?.subject]).not.toEqual(expect.arrayContaining(english));
  });
});
