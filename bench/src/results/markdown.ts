import { isMet, type Outcome } from './outcome.ts';

const figure = ({ result, unit }: Outcome): string =>
  unit === '' ? result.toFixed(2) : `${Math.round(result).toLocaleString('en')} ${unit}`;

const targetOf = ({ target, unit }: Outcome): string => {
  if (target === undefined) return 'say it';
  const text = 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  return unit === '' ? text : `${text} ${unit}`;
};

const verdict = (outcome: Outcome): string => {
  const met = isMet(outcome);
  return met === undefined ? '' : met ? 'met' : '**not met**';
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The results as a Markdown table, one line for each outcome. */
export const markdownTable = (outcomes: readonly Outcome[]): string =>
  [
    '| ours ÷ reference | ours | reference | result | target | | load |',
    '| --- | ---: | ---: | ---: | ---: | --- | --- |',
    ...outcomes.map((outcome) =>
      [
        '',
        cell(outcome.measure),
        outcome.ours,
        outcome.reference,
        figure(outcome),
        targetOf(outcome),
        verdict(outcome),
        cell(outcome.note),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n');
