import { formatRate } from '@reports/wording';
import type { DeliveredReport } from '../report/load-report.ts';
import { isolate } from '../wording/isolate.ts';

/** `by_agent.agt_7.pass_rate` → `by agent › agt_7 › pass rate`: identifiers keep their underscores. */
const nameOf = (figure: string): string => {
  const steps = figure.split('.');
  return steps
    .map((step, index) => (index % 2 === 0 || index === steps.length - 1 ? step.replaceAll('_', ' ') : step))
    .join(' › ');
};

const valueOf = (figure: string, value: number): string =>
  /(?:^|[._])(?:rate|share)$/.test(figure) ? formatRate(value) : String(value);

/** Why a condition of the schedule had the run mailed, in a sentence; null where none did. */
export const describeDecision = ({
  mailRules,
  mailDecision,
}: Pick<DeliveredReport, 'mailRules' | 'mailDecision'>): string | null => {
  const condition = mailRules?.deliver_if;
  if (!condition || !mailDecision?.mailed || typeof mailDecision.value !== 'number') return null;
  const { figure, below, above = 0, changed_by: step } = condition;
  const of = (value: number) => valueOf(figure, value);
  const subject = `Sent because ${isolate(nameOf(figure))} is ${of(mailDecision.value)}`;
  if (step !== undefined) return `${subject}: a change of ${of(step)} or more since the last mail.`;
  const limit = below === undefined ? `above ${of(above)}` : `below ${of(below)}`;
  return mailDecision.reason === 'recovered' ? `${subject}, no longer ${limit}.` : `${subject}, ${limit}.`;
};
