import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresOf, isFigure, isRateFigure, readFigure } from './figure-paths.ts';
import { reportTypeNames } from './report-types/index.ts';

const qa = {
  calls_evaluated: 842,
  overall_score: 85.2,
  pass_rate: null,
  previous_period: {
    from: '2024-01-01',
    to: '2024-01-31',
    calls_evaluated: 3,
    overall_score: 80,
    pass_rate: 0.5,
  },
  parameter_breakdown: [
    { parameter: 'Greeting v1.2', avg_score: 9.4, max_score: 10, pass_rate: 0.94, evaluations: 842 },
  ],
  by_agent: [{ agent_id: 'agt_7', agent_name: 'Ann', calls_evaluated: 3, overall_score: 71.5, pass_rate: 1 }],
  by_campaign: [],
};

test.each([
  ['overall_score', 85.2],
  ['pass_rate', null],
  ['previous_period.pass_rate', 0.5],
  ['parameter_breakdown.Greeting v1.2.pass_rate', 0.94],
  ['by_agent.agt_7.overall_score', 71.5],
  ['by_agent.agt_8.overall_score', null],
])('%s is a figure of QA performance, and is %s', (path, value) => {
  expect([isFigure('qa_performance', path), readFigure('qa_performance', qa, path)]).toEqual([true, value]);
});

test.each([
  '',
  'by_agent',
  'by_agent.agt_7',
  'by_agent.agt_7.agent_name',
  'by_agent..pass_rate',
  'score',
  'toString',
  '__proto__.x',
  'trend.week',
])('%j is none', (path) => expect(isFigure('qa_performance', path)).toBe(false));

test('what is a rate is known by the schema, not by its name', () => {
  expect(['pass_rate', 'coverage', 'by_agent.agt_7.pass_rate', 'auto_fail_rate'].map(isRate)).toEqual(
    Array.from({ length: 4 }, () => true),
  );
  expect(['overall_score', 'calls_evaluated', 'nothing'].map(isRate)).toEqual([false, false, false]);
  expect(isRateFigure('campaign_performance', 'totals.sentiment.positive')).toBe(true);
  expect(isRateFigure('compliance_audit', 'remediation.share_remediated')).toBe(true);
  expect(isRateFigure('compliance_audit', 'violations.critical')).toBe(false);
});

const isRate = (path: string): boolean => isRateFigure('qa_performance', path);

test('violations by severity are short for the breakdown', () => {
  const data = { severity_breakdown: [{ severity: 'critical', violations: 4 }] };
  expect(isFigure('compliance_audit', 'violations.critical')).toBe(true);
  expect(isFigure('compliance_audit', 'violations.critcal')).toBe(false);
  expect(isFigure('qa_performance', 'violations.critical')).toBe(false);
  expect(readFigure('compliance_audit', data, 'violations.critical')).toBe(4);
});

test.each(reportTypeNames)('whatever %s says that it has is a figure, whatever stands for a name', (type) => {
  const figures = figuresOf(type);
  expect(figures.length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.constantFrom(...figures), fc.string({ minLength: 1 }), (figure, name) => {
      expect(
        isFigure(
          type,
          figure.replaceAll(/<\w+>/g, () => name),
        ),
      ).toBe(true);
    }),
  );
});
