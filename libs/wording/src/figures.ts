const locale = 'en-GB';
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What stands where there is no figure: nothing was counted, or there is nothing to divide by. */
export const noFigure = '–';

/** `1,234,567`. */
export const formatCount = (count: number): string => whole.format(count);

/** `1 agent`, `25 agents`. */
export const formatQuantity = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** `85.2`; a dash for null. */
export const formatScore = (score: number | null): string =>
  score === null ? noFigure : oneDecimal.format(score);

/** A highest possible score, without a decimal that says nothing: `10`, `12.5`. */
export const formatMaximum = (score: number | null): string =>
  score === null ? noFigure : Number.isInteger(score) ? whole.format(score) : oneDecimal.format(score);

/** The least and the largest percentage that two decimals tell from 0 and 100. */
const [minPercentage, maxPercentage] = [0.01, 99.99];

/**
 * A rate of 0 to 1 as people read it: 0.78 → `78%`; a dash for null. It reads 0% or 100% only when it is exactly that: else it has the
 * decimals that show the difference, two at most (`99.6%`, `99.99%`).
 */
export const formatRate = (rate: number | null): string => {
  if (rate === null) return noFigure;
  const percentage = rate * 100;
  if (rate <= 0 || rate >= 1) return `${whole.format(percentage)}%`;
  const text = [0, 1, 2]
    .map((digits) => percentage.toFixed(digits))
    .find((digits) => Number(digits) !== 0 && Number(digits) !== 100);
  return `${text ?? (percentage < 50 ? minPercentage : maxPercentage)}%`;
};

/** `+2.4`, `−1.0` (with a true minus), `0.0`; a dash for null. */
export const formatChange = (change: number | null): string => {
  if (change === null) return noFigure;
  const size = oneDecimal.format(Math.abs(change));
  return change === 0 ? size : `${change > 0 ? '+' : '−'}${size}`;
};
