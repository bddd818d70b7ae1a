import { expect, test } from 'vitest';
import { closestName } from './closest-name.ts';

const names = ['campaign_id', 'agent_id', 'language', 'day_of_week', 'day_of_month', 'format'];

test.each([
  ['campain_id', 'campaign_id'],
  ['campaignId', 'campaign_id'],
  ['agent', 'agent_id'],
  ['formt', 'format'],
  ['day-of-week', 'day_of_week'],
  ['Language', 'language'],
  ['colour', undefined],
  ['x', undefined],
  ['a'.repeat(10_000), undefined],
])('%s most likely means %s', (given, meant) => {
  expect(closestName(given, names)).toBe(meant);
});
