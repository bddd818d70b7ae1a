import type { DeliverIf } from '@reports/contracts';
import type { MailRules, StoredMailDecision } from '@reports/database';

export interface RunToDecide {
  rules: MailRules;
  rowCount: number;
  /** The figure of the condition; null where the report has none. */
  value: number | null;
}

/** The newest slot's run that was decided before. */
export interface DecidedRun {
  rules: MailRules | null;
  decision: StoredMailDecision;
  /** Its slot is later than the run's. */
  isLater: boolean;
}

const isSame = (one: DeliverIf, other: DeliverIf | null | undefined): boolean =>
  other !== undefined &&
  other !== null &&
  one.figure === other.figure &&
  one.below === other.below &&
  one.above === other.above &&
  one.changed_by === other.changed_by;

const holds = ({ below, above }: DeliverIf, value: number): boolean =>
  (below !== undefined && value < below) || (above !== undefined && value > above);

/** Rates have four decimals at most: what a subtraction of binary fractions adds must not decide. */
const changeOf = (value: number, baseline: number): number =>
  Math.round(Math.abs(value - baseline) * 1e6) / 1e6;

/**
 * Whether a completed run is mailed. A condition is told of when it comes and when it goes, so each decision goes on from that of the run before; a
 * run without a value, or without rows where those are skipped, leaves the state as it was. A run whose slot is before one that was decided
 * tells nothing: its news is old. Undefined: it has no rules that could hold it back.
 */
export const decideMail = (
  { rules, rowCount, value }: RunToDecide,
  before: DecidedRun | undefined,
): StoredMailDecision | undefined => {
  const { deliver_if: condition, skip_if_empty: skips } = rules;
  const isEmpty = skips === true && rowCount === 0;
  if (!condition) return isEmpty ? { mailed: false, reason: 'empty' } : undefined;
  const { figure, changed_by: step } = condition;
  const state = before && isSame(condition, before.rules?.deliver_if) ? before : undefined;
  const { isTrue, baseline } = state?.decision ?? {};
  const kept = {
    figure,
    value,
    ...(isTrue !== undefined && { isTrue }),
    ...(baseline !== undefined && { baseline }),
  };
  if (isEmpty) return { mailed: false, reason: 'empty', ...kept };
  if (state?.isLater) return { mailed: false, reason: 'late', ...kept };
  if (value === null) return { mailed: false, reason: 'no_value', ...kept };
  if (step !== undefined) {
    if (baseline === undefined) return { mailed: false, reason: 'first', figure, value, baseline: value };
    return changeOf(value, baseline) >= step
      ? { mailed: true, reason: 'changed', figure, value, baseline: value }
      : { mailed: false, reason: 'as_before', ...kept };
  }
  const isTrueNow = holds(condition, value);
  const told = { figure, value, isTrue: isTrueNow };
  if (isTrueNow === (isTrue ?? false)) return { mailed: false, reason: 'as_before', ...told };
  return { mailed: true, reason: isTrueNow ? 'became_true' : 'recovered', ...told };
};
