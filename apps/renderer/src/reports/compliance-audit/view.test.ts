import { describe, expect, test } from 'vitest';
import { makeComplianceAudit, makeViolations } from '../../../test/fixtures/compliance-audit.ts';
import { viewComplianceAudit } from './view.ts';

const context = { from: '2024-01-01', to: '2024-01-31', timezone: 'Asia/Kolkata' };
const view = viewComplianceAudit(
  { ...makeComplianceAudit(1, 60), violations: makeViolations(1, 60) },
  context,
);

describe('the compliance audit', () => {
  test('counts critical violations beside all of them', () => {
    expect(view.figures.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Checks performed: 720',
      'Pass rate: 92%',
      'Violations: 60',
      'Critical violations: 3',
    ]);
  });

  test('tells the time of a violation in the zone of the report', () => {
    expect(view.violations[0]?.at).toBe('1 Jan 2024 05:30');
  });

  test('knows whether its log is the whole log', () => {
    expect(view).toMatchObject({ cut: false, listed: '60', all: '60' });
    const cut = viewComplianceAudit(
      { ...makeComplianceAudit(1, 2_500), violations: makeViolations(1, 1_000) },
      context,
    );
    expect(cut).toMatchObject({ cut: true, listed: '1,000', all: '2,500' });
  });

  test('shortens a detail that would fill a page', () => {
    const [violation] = makeViolations(1, 1);
    const wordy = viewComplianceAudit(
      {
        ...makeComplianceAudit(1, 1),
        violations: violation ? [{ ...violation, detail: 'क्या '.repeat(2_000) }] : [],
      },
      context,
    );
    expect(wordy.violations[0]?.detail?.length).toBeLessThan(2_000);
    expect(wordy.violations[0]?.detail).toMatch(/…$/);
  });
});
