import { median } from '../measure/statistics.ts';

/** One line of the results. */
export interface Outcome {
  /** What was measured against what. */
  measure: string;
  /** Medians, with their unit. */
  ours: string;
  reference: string;
  /** Ours ÷ reference, or the figure itself where the target is one. */
  result: number;
  unit: '' | 'µs' | 'ms' | 'MB' | 'records/s';
  /** Undefined where the figure is only to be said. */
  target: { atMost: number } | { atLeast: number } | undefined;
  /** Loads, and what to know when reading it. */
  note: string;
  /** Every round's figures. */
  rounds: Readonly<Record<string, readonly number[]>>;
}

export const isMet = ({ result, target }: Outcome): boolean | undefined => {
  if (target === undefined) return undefined;
  return 'atMost' in target ? result <= target.atMost : result >= target.atLeast;
};

export const milliseconds = (value: number): string =>
  `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;

/** The median of the rounds' own ratios: of both sides of one round, so that a busy minute weighs on both. */
export const ratioOfRounds = (ours: readonly number[], reference: readonly number[]): number =>
  median(ours.map((value, round) => value / (reference[round] ?? Number.NaN)));

/** Times in milliseconds against times: ours ÷ reference. */
export const timeRatio = (
  measure: string,
  rounds: Record<'ours' | 'reference', number[]>,
  { atMost, note }: { atMost: number; note: string },
): Outcome => ({
  measure,
  ours: milliseconds(median(rounds.ours)),
  reference: milliseconds(median(rounds.reference)),
  result: ratioOfRounds(rounds.ours, rounds.reference),
  unit: '',
  target: { atMost },
  note,
  rounds,
});
