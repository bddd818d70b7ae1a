import type { DispositionShare } from '@reports/contracts';
import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { barOf, type Bar } from './bars.ts';

export interface DispositionRow {
  disposition: string;
  calls: string;
  share: string;
  shareBar: Bar;
}

/** Dispositions with bars as long as their share of the calls. */
export const dispositionRows = (dispositions: readonly DispositionShare[]): DispositionRow[] => {
  const max = dispositions[0]?.calls ?? 0;
  return dispositions.map(({ disposition, calls, share }) => ({
    disposition,
    calls: formatCount(calls),
    share: formatRate(share),
    shareBar: barOf(calls, max),
  }));
};

/** The most frequent dispositions; those past `most` in one row of their own, their share from their counts. */
export const mainDispositions = (
  dispositions: readonly DispositionShare[],
  max: number,
): DispositionRow[] => {
  if (dispositions.length <= max) return dispositionRows(dispositions);
  const others = dispositions.slice(max - 1);
  const sum = (rows: readonly DispositionShare[]) => rows.reduce((total, { calls }) => total + calls, 0);
  const calls = sum(others);
  const share = calls / sum(dispositions);
  return [
    ...dispositionRows(dispositions.slice(0, max - 1)),
    {
      disposition: formatQuantity(others.length, 'other'),
      calls: formatCount(calls),
      share: formatRate(share),
      shareBar: barOf(calls, dispositions[0]?.calls ?? 0, { tone: 'soft' }),
    },
  ];
};

/** The three most frequent dispositions on one line. */
export const leadingDispositions = (
  dispositions: readonly DispositionShare[],
): { name: string; share: string }[] =>
  dispositions.slice(0, 3).map(({ disposition, share }) => ({ name: disposition, share: formatRate(share) }));
