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
