import { assertNever, type ComparedFigure, type Comparison } from '@reports/contracts';
import { formatChange, formatCount, formatRate, formatScore, noFigure } from '@reports/wording';
import { formatInstant } from '../formatting/dates.ts';
import { formatDuration } from '../formatting/duration.ts';

export interface ComparisonView {
  /** The earlier report, and when its figures were made. */
  reportId: string;
  asOf: string;
  figures: { name: string; before: string; after: string; change: string }[];
  /** What the table does not say by itself. */
  outcome: string;
}

const names: Record<string, string> = {
  avg_duration_seconds: 'Average duration',
  checks_failed: 'Violations',
};

/** `connection_rate` → `Connection rate`. */
const nameOf = (figure: string): string => {
  const words = figure.replaceAll('_', ' ');
  return names[figure] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

const formats: Record<ComparedFigure['unit'], (value: number | null) => string> = {
  count: (value) => (value === null ? noFigure : formatCount(value)),
  score: formatScore,
  rate: formatRate,
  seconds: formatDuration,
};

const signed = (change: number, size: string): string =>
  change === 0 ? '0' : `${change > 0 ? '+' : '−'}${size}`;

const changeOf = ({ unit, change }: ComparedFigure): string => {
  if (change === null) return noFigure;
  if (change === 0) return 'None';
  const size = Math.abs(change);
  switch (unit) {
    case 'count':
      return signed(change, formatCount(size));
    case 'score':
      return formatChange(change);
    case 'rate':
      return signed(change, `${Number((size * 100).toFixed(2))} points`);
    case 'seconds':
      return signed(change, `${formatCount(size)} s`);
    default:
      return assertNever(unit);
  }
};

/** The headline figures of this report beside those of an earlier one of the same request; undefined where there is none. */
export const viewComparison = (
  comparison: Comparison | undefined,
  timezone: string,
): ComparisonView | undefined => {
  if (!comparison) return undefined;
  const { report_id: reportId, data_as_of: asOf, figures } = comparison;
  if (!figures) {
    const outcome = 'Its figures are no longer kept, so the two cannot be compared.';
    return { reportId, asOf: '', figures: [], outcome };
  }
  return {
    reportId,
    asOf: asOf ? formatInstant(asOf, timezone) : '',
    figures: figures.map((figure) => ({
      name: nameOf(figure.figure),
      before: formats[figure.unit](figure.before),
      after: formats[figure.unit](figure.after),
      change: changeOf(figure),
    })),
    outcome: figures.every(({ change }) => change === 0) ? 'No headline figure changed.' : '',
  };
};
