import { isRateFigure, type ReportType } from '@reports/contracts';
import { formatNumber, formatPercentage, formatRate, isolate, language, words } from '@reports/wording';
import type { DeliveredReport } from '../report/load-report.ts';

/** `pass_rate` → `pass rate`; in another language its word for a figure that has one, within a sentence. */
const wordOf = (step: string): string => {
  const { comparison, severities, words: word } = words();
  const { code } = language();
  const known: Readonly<Record<string, string>> = { ...word, ...severities, ...comparison.figures };
  const names = [step, step.replace(/_([a-z])/g, (_found, letter: string) => letter.toUpperCase())];
  const name = code === 'en' ? undefined : names.find((each) => Object.hasOwn(known, each));
  const said = name === undefined ? step.replaceAll('_', ' ') : (known[name] ?? step);
  // German writes its nouns large wherever they stand.
  return code === 'de' ? said : `${said.charAt(0).toLocaleLowerCase(code)}${said.slice(1)}`;
};

/** `by_agent.agt_7.pass_rate` → `by agent › agt_7 › pass rate`: identifiers keep their underscores. */
const nameOf = (figure: string): string => {
  const steps = figure.split('.');
  return steps
    .map((step, index) => (index % 2 === 0 || index === steps.length - 1 ? wordOf(step) : step))
    .join(' › ');
};

const valueOf = (isRate: boolean, value: number): string =>
  isRate ? formatRate(value) : formatNumber(value);

/** As it was set: 79.5% is not 80%. */
const limitOf = (isRate: boolean, limit: number): string =>
  isRate ? formatPercentage(limit * 100) : formatNumber(limit);

/** Of a rate in points: 5% of 80% would be 4. */
const stepOf = (isRate: boolean, step: number): string =>
  isRate ? words().comparison.points(formatNumber(step * 100)) : formatNumber(step);

/** Why a condition of the schedule had the run mailed, in a sentence; null where none did. */
export const describeDecision = ({
  report: { type },
  mailRules,
  mailDecision,
}: Pick<DeliveredReport, 'mailRules' | 'mailDecision'> & { report: { type: ReportType } }): string | null => {
  const condition = mailRules?.deliver_if;
  if (!condition || !mailDecision?.mailed || typeof mailDecision.value !== 'number') return null;
  const { figure, below, above = 0, changed_by: step } = condition;
  const isRate = isRateFigure(type, figure);
  const limit = limitOf(isRate, below ?? above);
  const { because } = words().mail;
  const is = [isolate(nameOf(figure)), valueOf(isRate, mailDecision.value)] as const;
  if (step !== undefined) return because.changed(...is, stepOf(isRate, step));
  const hasRecovered = mailDecision.reason === 'recovered';
  return below === undefined
    ? because[hasRecovered ? 'notAbove' : 'above'](...is, limit)
    : because[hasRecovered ? 'notBelow' : 'below'](...is, limit);
};
