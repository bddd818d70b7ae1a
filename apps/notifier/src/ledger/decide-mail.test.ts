import type { DeliverIf } from '@reports/contracts';
import type { StoredMailDecision } from '@reports/database';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMail } from './decide-mail.ts';

/** Runs of a schedule, decided one after the other. */
const decide = (condition: DeliverIf, values: readonly (number | null)[]): StoredMailDecision[] => {
  const rules = { deliver_if: condition };
  const decisions: StoredMailDecision[] = [];
  for (const value of values) {
    const last = decisions.at(-1);
    const decision = decideMail(
      { rules, rowCount: 1, value },
      last && { rules, decision: last, isLater: false },
    );
    if (decision) decisions.push(decision);
  }
  return decisions;
};
const reasons = (condition: DeliverIf, values: readonly (number | null)[]) =>
  decide(condition, values).map(({ reason }) => reason);

test('a condition is told of once when it comes and once when it goes', () => {
  expect(reasons({ figure: 'pass_rate', below: 0.8 }, [0.85, 0.79, 0.7, null, 0.75, 0.8, 0.9, 0.5])).toEqual([
    'as_before',
    'became_true',
    'as_before',
    'no_value',
    'as_before',
    'recovered',
    'as_before',
    'became_true',
  ]);
  expect(reasons({ figure: 'violations.critical', above: 0 }, [2, 3, 0, 0])).toEqual([
    'became_true',
    'as_before',
    'recovered',
    'as_before',
  ]);
});

test('a change counts from the run that was mailed last', () => {
  expect(reasons({ figure: 'overall_score', changed_by: 2 }, [80, 81, 81.9, 82, 83, null, 80, 79])).toEqual([
    'first',
    'as_before',
    'as_before',
    'changed',
    'as_before',
    'no_value',
    'changed',
    'as_before',
  ]);
  expect(reasons({ figure: 'pass_rate', changed_by: 0.1 }, [0.7, 0.8])).toEqual(['first', 'changed']);
});

test('another condition starts over; a run of an earlier slot tells nothing', () => {
  const decided = {
    mailed: true,
    reason: 'became_true',
    figure: 'pass_rate',
    value: 0.7,
    isTrue: true,
  } as const;
  const run = { rules: { deliver_if: { figure: 'pass_rate', below: 0.9 } }, rowCount: 1, value: 0.7 };
  const before = { rules: { deliver_if: { figure: 'pass_rate', below: 0.8 } }, decision: decided };
  expect(decideMail(run, { ...before, isLater: false })?.reason).toBe('became_true');
  expect(decideMail({ ...run, rules: before.rules }, { ...before, isLater: true })).toEqual({
    mailed: false,
    reason: 'late',
    figure: 'pass_rate',
    value: 0.7,
    isTrue: true,
  });
});

test('an empty run is skipped where that was asked for, and leaves the condition as it was', () => {
  const empty = { rowCount: 0, value: null };
  expect(decideMail({ rules: {}, ...empty }, undefined)).toBeUndefined();
  expect(decideMail({ rules: { skip_if_empty: true }, ...empty }, undefined)).toEqual({
    mailed: false,
    reason: 'empty',
  });
  const rules = { skip_if_empty: true, deliver_if: { figure: 'pass_rate', below: 0.8 } };
  const decision = { mailed: true, reason: 'became_true', isTrue: true } as const;
  expect(decideMail({ rules, ...empty }, { rules, decision, isLater: false })).toMatchObject({
    mailed: false,
    reason: 'empty',
    isTrue: true,
  });
});

test('whatever the values, mails tell by turns that it came and that it went', () => {
  const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 });
  fc.assert(
    fc.property(fc.array(value), fc.double({ min: 0, max: 1, noNaN: true }), (values, below) => {
      const told = decide({ figure: 'pass_rate', below }, values).filter(({ mailed }) => mailed);
      expect(told.map(({ reason }) => reason)).toEqual(
        told.map((_decision, index) => (index % 2 === 0 ? 'became_true' : 'recovered')),
      );
      const known = values.filter((known): known is number => known !== null);
      // The last thing that a reader was told is so.
      expect(told.at(-1)?.reason === 'became_true').toBe((known.at(-1) ?? below) < below);
    }),
  );
});
