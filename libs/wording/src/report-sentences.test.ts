import { expect, test } from 'vitest';
import { inLanguage, languageOf } from './language.ts';
import { reportSentences, sayInText } from './report-sentences.ts';
import { coachedAgent } from './testing.ts';

const january = { from: '2024-01-01', to: '2024-01-31' };
const parameter = (name: string, avg_score: number | null, evaluations: number) => ({
  parameter: name,
  avg_score,
  max_score: 10,
  pass_rate: 0.5,
  evaluations,
});

const ofParameters = (...parameter_breakdown: ReturnType<typeof parameter>[]) =>
  sayInText(
    reportSentences(
      'qa_performance',
      {
        calls_evaluated: 100,
        overall_score: 80,
        pass_rate: 0.8,
        parameter_breakdown,
        by_agent: [],
        by_campaign: [],
      },
      january,
    ),
  );

test('no parameter is called the strongest or the weakest on fewer than 20 evaluations, nor where all are alike', () => {
  const [greeting, closing] = [parameter('Greeting', 9, 20), parameter('Closing', 6, 40)];
  const both = 'Agents win most of the points for Greeting (90%) and fewest for Closing (60%).';
  expect(ofParameters(greeting, closing, parameter('Rare', 1, 19), parameter('Never', null, 0))).toBe(both);
  expect(ofParameters(greeting, parameter('Rare', 1, 19))).toBe('');
  expect(ofParameters(greeting, parameter('Tone', 9, 30))).toBe('');
});

test('what is said most often is said of several alone', () => {
  const of = (...ids: string[]) =>
    sayInText(
      reportSentences('agent_coaching', { agents: ids.map((id) => coachedAgent(id, 'Empathy')) }, january),
    );
  expect(of('a')).toBe('');
  expect(of('a', 'b')).toBe('Most common focus area: Empathy, for 2 agents.');
});

test('what several share alike is said of none of them', () => {
  const disposition = (name: string, calls: number) => ({ disposition: name, calls, share: calls / 10 });
  const day = (date: string, total_calls: number) => ({
    ...{ date, total_calls, connected_calls: 0 },
    ...{ connection_rate: 0, avg_duration_seconds: null },
  });
  const ofCalls = (dispositions: number[], days: number[]) =>
    sayInText(
      reportSentences(
        'call_summary',
        {
          ...{ total_calls: 10, connected_calls: 0, connection_rate: 0, avg_duration_seconds: null },
          dispositions: dispositions.map((calls, index) => disposition(`d${index}`, calls)),
          by_campaign: [],
          by_date: days.map((calls, index) => day(`2024-01-0${index + 1}`, calls)),
        },
        january,
      ),
    );
  expect(ofCalls([5, 3, 2], [6, 4])).toBe(
    'Most frequent disposition: d0, 50% of calls. The busiest day was Monday 1 January 2024, with 6 calls.',
  );
  expect(ofCalls([4, 4, 2], [5, 5])).toBe('');

  const check = (name: string, failed: number) => ({
    check: name,
    performed: 10,
    passed: 10 - failed,
    failed,
    pass_rate: 0,
  });
  const ofChecks = (...failed: number[]) =>
    sayInText(
      reportSentences(
        'compliance_audit',
        {
          ...{ checks_performed: 20, checks_passed: 14, checks_failed: 6, pass_rate: 0.7 },
          check_results: failed.map((count, index) => check(`c${index}`, count)),
          severity_breakdown: [{ severity: 'critical', violations: 1 }],
        },
        january,
      ),
    );
  expect(ofChecks(3, 2)).toContain('c0');
  expect(ofChecks(3, 3)).toBe('');
  expect(ofChecks(0, 0)).not.toBe('');

  const ofAgents = (...areas: string[]) =>
    sayInText(
      reportSentences(
        'agent_coaching',
        { agents: areas.map((area, index) => coachedAgent(`a${index}`, area)) },
        january,
      ),
    );
  expect(ofAgents('Empathy', 'Empathy', 'Closing')).toContain('Empathy');
  expect(ofAgents('Empathy', 'Closing')).toBe('');
});

test('a name keeps its direction in a sentence of the other one', () => {
  const dispositions = [{ disposition: 'no_answer', calls: 4, share: 0.5 }];
  const data = { total_calls: 8, connected_calls: 4, connection_rate: 0.5, avg_duration_seconds: 9 };
  const said = inLanguage(languageOf({ language: 'ar' }), () =>
    sayInText(
      reportSentences('call_summary', { ...data, dispositions, by_campaign: [], by_date: [] }, january),
    ),
  );
  expect(said).toContain('\u2068no_answer\u2069');
});
