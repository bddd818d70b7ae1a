import { assertNever, type ComparedFigure, type Comparison } from '@reports/contracts';
import {
  formatChange,
  formatCount,
  formatInstant,
  formatNumber,
  formatRate,
  formatScore,
  noFigure,
  signed,
  words,
} from '@reports/wording';
import { formatDuration } from '../formatting/duration.ts';

export interface ComparisonView {
  /** The earlier report, and when its figures were made. */
  reportId: string;
  asOf: string;
  figures: { name: string; before: string; after: string; change: string }[];
  /** What the table does not say by itself. */
  outcome: string;
}

/** `connection_rate` → `Connection rate`; a figure of a later release by its own name. */
const nameOf = (figure: string): string => {
  const names: Readonly<Record<string, string>> = words().comparison.figures;
  return names[figure] ?? figure.replaceAll('_', ' ');
};

const formats: Record<ComparedFigure['unit'], (value: number | null) => string> = {
  count: (value) => (value === null ? noFigure : formatCount(value)),
  score: formatScore,
  rate: formatRate,
  seconds: formatDuration,
};

const changeOf = ({ unit, change }: ComparedFigure): string => {
  if (change === null) return noFigure;
  const say = words().comparison;
  if (change === 0) return say.none;
  const size = Math.abs(change);
  switch (unit) {
    case 'count':
      return signed(change, formatCount(size));
    case 'score':
      return formatChange(change);
    case 'rate':
      return say.points(signed(change, formatNumber(size * 100)));
    case 'seconds':
      return say.seconds(signed(change, formatCount(size)));
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
    const outcome = words().comparison.gone;
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
    outcome: figures.every(({ change }) => change === 0) ? words().comparison.unchanged : '',
  };
};
