import { language, words } from './language.ts';
import type { Thing } from './languages/catalogue.ts';
import { remember } from './remember.ts';

const numberFormat = remember(
  (locale: string, style: 'decimal' | 'percent', digits: number, maxDigits: number) =>
    new Intl.NumberFormat(locale, {
      style,
      minimumFractionDigits: digits,
      maximumFractionDigits: maxDigits,
    }),
);

const format = (value: number, digits: number, style: 'decimal' | 'percent' = 'decimal'): string =>
  numberFormat(language().locale, style, digits, digits).format(value);

/** What stands where there is no figure: nothing was counted, or there is nothing to divide by. */
export const noFigure = '–';

/** `1,234,567`. */
export const formatCount = (count: number): string => format(count, 0);

const pluralRules = remember((locale: string) => new Intl.PluralRules(locale));

/** `1 agent`, `25 agents`. */
export const formatQuantity = (count: number, thing: Thing): string => {
  const forms = words().quantities[thing];
  return (forms[pluralRules(language().locale).select(count)] ?? forms.other).replace(
    '#',
    formatCount(count),
  );
};

/** `85.2`; a dash for null. */
export const formatScore = (score: number | null): string => (score === null ? noFigure : format(score, 1));

/** A number with the decimals that it has, two at most: `12.5`. */
export const formatNumber = (value: number): string =>
  numberFormat(language().locale, 'decimal', 0, 2).format(value);

/** A highest possible score, without a decimal that says nothing: `10`, `12.5`. */
export const formatMaximum = (score: number | null): string =>
  score === null ? noFigure : format(score, Number.isInteger(score) ? 0 : 1);

/** `78%`, of 78; with the decimals that it has, two at most: as it stands on an axis, or as a limit that somebody set. */
export const formatPercentage = (percentage: number): string =>
  numberFormat(language().locale, 'percent', 0, 2).format(percentage / 100);

/** The least and the largest percentage that two decimals tell from 0 and 100. */
const [minPercentage, maxPercentage] = ['0.01', '99.99'];

/**
 * A rate of 0 to 1 as people read it: 0.78 → `78%`; a dash for null. It reads 0% or 100% only when it is exactly that: else it has the
 * decimals that show the difference, two at most (`99.6%`, `99.99%`).
 */
export const formatRate = (rate: number | null): string => {
  if (rate === null) return noFigure;
  const percentage = rate * 100;
  if (rate <= 0 || rate >= 1) return format(rate, 0, 'percent');
  const digits =
    [0, 1, 2].map((count) => percentage.toFixed(count)).find((text) => Number(text) % 100 !== 0) ??
    (percentage < 50 ? minPercentage : maxPercentage);
  return format(Number(digits) / 100, digits.split('.')[1]?.length ?? 0, 'percent');
};

/** A figure with its sign, where it is not 0: a true minus, which stays before its figure in text from right to left. */
export const signed = (change: number, size: string): string =>
  change === 0 ? size : `${language().direction === 'rtl' ? '\u200e' : ''}${change > 0 ? '+' : '−'}${size}`;

/** `+2.4`, `−1.0` (with a true minus), `0.0`; a dash for null. */
export const formatChange = (change: number | null): string =>
  change === null ? noFigure : signed(change, format(Math.abs(change), 1));
