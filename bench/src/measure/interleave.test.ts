import { expect, test } from 'vitest';
import { interleave } from './interleave.ts';

test('contenders take turns, the first one of a round is the last one of the next', async () => {
  const order: string[] = [];
  const contender = (name: string) => async () => {
    order.push(name);
    return order.length;
  };
  const figures = await interleave({ ours: contender('ours'), theirs: contender('theirs') }, { rounds: 3 });
  expect(order).toEqual(['theirs', 'ours', 'ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  expect(figures).toEqual({ ours: [3, 6, 7], theirs: [4, 5, 8] });
});

test('a contender without a figure of its own is timed', async () => {
  const { ours } = await interleave({ ours: async () => undefined }, { rounds: 1, warmUps: 0 });
  expect(ours[0]).toBeGreaterThanOrEqual(0);
});
