import type { CoachedAgent } from '@reports/contracts';
import { type Language, languageOf } from './language.ts';

const bracketed = (value: unknown): unknown => {
  if (typeof value === 'string') return /\p{L}/u.test(value) ? `⟦${value}⟧` : value;
  if (typeof value === 'function') return (...values: string[]) => `⟦${value(...values)}⟧`;
  if (Array.isArray(value)) return value.map(bracketed);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, member]) => [name, bracketed(member)]),
  );
};

/** English with each text of the catalogue between brackets: what stands outside of them on a page or in a mail came from elsewhere. */
export const pseudoLanguage: Language = {
  ...languageOf(),
  words: bracketed(languageOf().words) as Language['words'],
};

/** What of a text in {@link pseudoLanguage} stands between no brackets. */
export const outsideCatalogue = (text: string): string => {
  let depth = 0;
  return Array.from(text)
    .filter((letter) => {
      if (letter === '⟦') depth += 1;
      if (letter === '⟧') depth -= 1;
      return depth === 0;
    })
    .join('');
};

/** An agent of a coaching report with the focus areas named. */
export const coachedAgent = (id: string, ...areas: string[]): CoachedAgent => ({
  agent_id: id,
  agent_name: id,
  total_calls: 10,
  connected_calls: 8,
  avg_duration_seconds: 100,
  calls_evaluated: 5,
  overall_score: 70,
  pass_rate: 0.6,
  score_change: null,
  lowest_parameters: [],
  focus_areas: areas.map((parameter) => ({
    parameter,
    avg_score: 6,
    max_score: 10,
    pass_rate: 0.5,
    peer_avg_score: 8,
    gap: 2,
    reason: 'Low.',
  })),
});
