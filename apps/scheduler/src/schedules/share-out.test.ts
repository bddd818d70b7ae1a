import { expect, test } from 'vitest';
import { shareOut } from './share-out.ts';

const items = (names: string) => names.split('').map((workspaceId, index) => ({ workspaceId, index }));
const order = (names: string) =>
  shareOut(items(names))
    .map(({ workspaceId, index }) => `${workspaceId}${index}`)
    .join(' ');

test.each([
  ['', ''],
  ['aaa', 'a0 a1 a2'],
  ['aaaabc', 'a0 b4 c5 a1 a2 a3'],
  ['abab', 'a0 b1 a2 b3'],
])('%s is shared out as "%s"', (names, expected) => {
  expect(order(names)).toBe(expected);
});
