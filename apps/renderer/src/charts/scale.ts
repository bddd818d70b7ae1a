/** The ends of a value axis, and the steps between its lines. */
export interface Scale {
  min: number;
  max: number;
  step: number;
}

/** Steps that people count in: 1, 2, 5, 10, 20 … */
const nextStep = (step: number): number => (String(step).startsWith('2') ? step * 2.5 : step * 2);

/** An axis of counts from 0, of at most `maxSteps` steps: the smallest round ones that reach the largest value. */
export const countScale = (values: readonly number[], maxSteps: number): Scale => {
  const largest = Math.max(1, ...values);
  let step = 1;
  while (largest > step * maxSteps) step = nextStep(step);
  return { min: 0, max: Math.ceil(largest / step) * step, step };
};

const isFigure = (value: number | null): value is number => value !== null;

/** An axis of percentages or scores: from a round figure under the lowest to 100, in two steps. `marks` are on it as well. */
export const rateScale = (values: readonly (number | null)[], ...marks: number[]): Scale => {
  const lowest = Math.min(...values.filter(isFigure), ...marks, 100);
  const min = Math.max(0, Math.floor((lowest - 5) / 10) * 10);
  return { min, max: 100, step: (100 - min) / 2 };
};
