/** Figures in words, alike on pages and in mails: numbers, rates, changes, and which weeks may be compared. */
export {
  formatChange,
  formatCount,
  formatMaximum,
  formatNumber,
  formatPercentage,
  formatQuantity,
  formatRate,
  formatScore,
  noFigure,
  signed,
} from './figures.ts';
export { describeCompleteness, nameDays } from './describe-completeness.ts';
export { compareScores, isFullWeek, type ScoreComparison } from './compare-scores.ts';
export { isolate } from './isolate.ts';
export { namesIn, type NamesById } from './names-in.ts';
export {
  countFocusAreas,
  reportSentences,
  sayInText,
  type Sentence,
  type Strong,
} from './report-sentences.ts';
export { type KnownBy, labelled, labelledSummary, nameFilterValue, showWith } from './labelled.ts';
export {
  formatDate,
  formatDay,
  formatDayAndMonth,
  formatDays,
  formatDaysIn,
  formatInstant,
  formatLongDay,
  formatMonth,
  formatPeriod,
  formatShortDay,
  formatShortInstant,
  formatShortMonth,
  formatWeek,
  formatWeekday,
} from './dates.ts';
export { inLanguage, isKnownLanguage, language, languageOf, type Language, words } from './language.ts';
export type { Catalogue, Thing } from './languages/catalogue.ts';
