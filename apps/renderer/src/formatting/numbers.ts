const locale = 'en-GB';
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What stands where there is no figure: nothing was counted, or there is nothing to divide by. */
export const noFigure = '–';

/** `1,234,567`. */
export const formatCount = (count: number): string => whole.format(count);

/** `85.2`; a dash for null. */
export const formatScore = (score: number | null): string =>
  score === null ? noFigure : oneDecimal.format(score);

/** A highest possible score, without a decimal that says nothing: `10`, `12.5`. */
export const formatMaximum = (score: number | null): string =>
  score === null ? noFigure : Number.isInteger(score) ? whole.format(score) : oneDecimal.format(score);

/** A rate of 0 to 1 as people read it: 0.78 → `78%`; a dash for null. */
export const formatRate = (rate: number | null): string =>
  rate === null ? noFigure : `${whole.format(Math.round(rate * 100))}%`;

/** `+2.4`, `−1.0` (with a true minus), `0.0`; a dash for null. */
export const formatChange = (change: number | null): string => {
  if (change === null) return noFigure;
  const size = oneDecimal.format(Math.abs(change));
  return change === 0 ? size : `${change > 0 ? '+' : '−'}${size}`;
};

/** Whole seconds as minutes and seconds: 245 → `4:05`, 3,725 → `1:02:05`; a dash for null. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null) return noFigure;
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** `1 agent`, `25 agents`. */
export const formatQuantity = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
