import { formatNumber, formatRate, isolate, language, words } from '@reports/wording';
import type { DeliveredReport } from '../report/load-report.ts';

/** `pass_rate` → `pass rate`; in another language its word for a figure that has one. */
const wordOf = (step: string): string => {
  const known: Readonly<Record<string, string>> = words().comparison.figures;
  return (language().code === 'en' ? undefined : known[step]) ?? step.replaceAll('_', ' ');
};

/** `by_agent.agt_7.pass_rate` → `by agent › agt_7 › pass rate`: identifiers keep their underscores. */
const nameOf = (figure: string): string => {
  const steps = figure.split('.');
  return steps
    .map((step, index) => (index % 2 === 0 || index === steps.length - 1 ? wordOf(step) : step))
    .join(' › ');
};

const valueOf = (figure: string, value: number): string =>
  /(?:^|[._])(?:rate|share)$/.test(figure) ? formatRate(value) : formatNumber(value);

/** Why a condition of the schedule had the run mailed, in a sentence; null where none did. */
export const describeDecision = ({
  mailRules,
  mailDecision,
}: Pick<DeliveredReport, 'mailRules' | 'mailDecision'>): string | null => {
  const condition = mailRules?.deliver_if;
  if (!condition || !mailDecision?.mailed || typeof mailDecision.value !== 'number') return null;
  const { figure, below, above = 0, changed_by: step } = condition;
  const of = (value: number) => valueOf(figure, value);
  const { because } = words().mail;
  const is = [isolate(nameOf(figure)), of(mailDecision.value)] as const;
  if (step !== undefined) return because.changed(...is, of(step));
  const hasRecovered = mailDecision.reason === 'recovered';
  return below === undefined
    ? because[hasRecovered ? 'notAbove' : 'above'](...is, of(above))
    : because[hasRecovered ? 'notBelow' : 'below'](...is, of(below));
};
