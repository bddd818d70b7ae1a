/** Figures in words, alike on pages and in mails: numbers, rates, changes, and which weeks may be compared. */
export {
  formatChange,
  formatCount,
  formatMaximum,
  formatQuantity,
  formatRate,
  formatScore,
  noFigure,
} from './figures.ts';
export { describeCompleteness, nameDays } from './describe-completeness.ts';
export { compareScores, isFullWeek, type ScoreComparison } from './compare-scores.ts';
export { labelled, labelledSummary, showWith } from './labelled.ts';
