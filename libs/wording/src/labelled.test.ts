import { expect, test } from 'vitest';
import { labelled } from './labelled.ts';

test('codes are shown by their label wherever data has them, and nothing else is', () => {
  const labels = { dispositions: { no_answer: 'No answer' }, parameters: { greeting: 'Greeting' } };
  const data = {
    total_calls: 7,
    no_answer: 'no_answer',
    dispositions: [
      { disposition: 'no_answer', calls: 4 },
      { disposition: 'toString', calls: 3 },
    ],
    agents: [{ agent_id: 'greeting', lowest_parameters: [{ parameter: 'greeting', avg_score: null }] }],
    violations: [{ check: 'no_answer' }],
  };
  expect(labelled(data, labels)).toEqual({
    ...data,
    dispositions: [
      { disposition: 'No answer', calls: 4 },
      { disposition: 'toString', calls: 3 },
    ],
    agents: [{ agent_id: 'greeting', lowest_parameters: [{ parameter: 'Greeting', avg_score: null }] }],
  });
  expect(labelled(data, undefined)).toBe(data);
});
