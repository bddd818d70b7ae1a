import { expect, test } from 'vitest';
import { inLanguage, languageOf } from './language.ts';
import { labelled, sayFilterValue } from './labelled.ts';

test('codes are shown by their label wherever data has them, and nothing else is', () => {
  const labels = { dispositions: { no_answer: 'No answer' }, parameters: { greeting: 'Greeting' } };
  const data = {
    total_calls: 7,
    no_answer: 'no_answer',
    dispositions: [
      { disposition: 'no_answer', calls: 4 },
      { disposition: 'toString', calls: 3 },
    ],
    agents: [{ agent_id: 'greeting', lowest_parameters: [{ parameter: 'greeting', avg_score: null }] }],
    violations: [{ check: 'no_answer' }],
  };
  expect(labelled(data, labels)).toEqual({
    ...data,
    dispositions: [
      { disposition: 'No answer', calls: 4 },
      { disposition: 'toString', calls: 3 },
    ],
    agents: [{ agent_id: 'greeting', lowest_parameters: [{ parameter: 'Greeting', avg_score: null }] }],
  });
});

test('calls without a disposition are said so in the language of the reader, unless the workspace has a word for them', () => {
  const data = {
    dispositions: [{ disposition: 'unknown', calls: 4 }],
    check_results: [{ check: 'unknown' }],
  };
  const said = (language: 'en' | 'de' | 'ar', labels = {}) =>
    inLanguage(languageOf({ language }), () => labelled(data, labels));
  expect(said('en').dispositions).toEqual([{ disposition: 'Not recorded', calls: 4 }]);
  expect(said('de').dispositions).toEqual([{ disposition: 'Nicht erfasst', calls: 4 }]);
  expect(said('ar', { dispositions: { unknown: 'Open' } }).dispositions).toEqual([
    { disposition: 'Open', calls: 4 },
  ]);
  expect(said('de').check_results).toEqual(data.check_results);
});

test('values of filters are said in words: labels, codes of ours, languages; all else as it was sent', () => {
  const labels = { dispositions: { no_answer: 'No answer' } };
  const inGerman = (...[name, value]: [Parameters<typeof sayFilterValue>[0], string]) =>
    inLanguage(languageOf({ language: 'de' }), () => sayFilterValue(name, value, labels));
  expect(inGerman('disposition', 'no_answer')).toBe('No answer');
  expect(inGerman('disposition', 'unknown')).toBe('Nicht erfasst');
  expect(inGerman('severity', 'critical')).toBe('Kritisch');
  expect(inGerman('evaluation_kind', 'calibration')).toBe('Kalibrierung');
  expect(inGerman('language', 'hi')).toBe('Hindi');
  expect(inGerman('language', 'Klingon, spoken')).toBe('Klingon, spoken');
  expect(inGerman('language', 'constructor')).toBe('constructor');
  expect(inGerman('team', 'unknown')).toBe('unknown');
});
