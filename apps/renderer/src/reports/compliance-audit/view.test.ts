import { sayInText } from '@reports/wording';
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

  test('says what share of the violations was remedied, where they say so', () => {
    expect(view.remediation).toEqual([]);
    const remediation = { open: 12, resolved: 36, waived: 4, share_remediated: 0.75 };
    const { remediation: shown } = viewComplianceAudit(
      { ...makeComplianceAudit(1, 60), violations: [], remediation },
      context,
    );
    expect(shown).toEqual([
      {
        label: 'Remediated',
        value: '75%',
        context: '36 of 48 violations to remedy',
        before: '4 waived',
      },
    ]);
  });

  test('names the critical violations first, as many as fit on the first page, with the ids of their checks', () => {
    const critical = makeViolations(1, 60).map((row, index) => ({
      ...row,
      severity: index < 20 ? ('critical' as const) : row.severity,
    }));
    const data = makeComplianceAudit(1, 60);
    const [worst, ...others] = data.severity_breakdown;
    const severity_breakdown = worst ? [{ ...worst, violations: 20 }, ...others] : [];
    const { critical: named, sentences } = viewComplianceAudit(
      { ...data, severity_breakdown, violations: critical },
      context,
    );
    expect(named?.rows.map(({ checkId }) => checkId)).toEqual(
      critical.slice(0, 8).map(({ check_id }) => check_id),
    );
    expect(named?.more).toBe('The first 8 of 20: the rest is at the top of the violation log.');
    expect(sayInText(sentences)).not.toContain('critical');
  });

  test('says so when no violation is critical', () => {
    const data = makeComplianceAudit(1, 60);
    const severity_breakdown = data.severity_breakdown.map((row) =>
      row.severity === 'critical' ? { ...row, violations: 0 } : row,
    );
    const mild = makeViolations(1, 60).map((row) => ({ ...row, severity: 'low' as const }));
    const { critical, sentences } = viewComplianceAudit(
      { ...data, severity_breakdown, violations: mild },
      context,
    );
    expect(critical).toBeNull();
    expect(sayInText(sentences)).toContain('No violation is critical.');
  });

  test('has the figures of each team where there are several, beside those of the whole report', () => {
    expect(view.teams).toMatchObject([
      { team: 'North', members: '9 agents', performed: '240', failed: '25', critical: '2', passRate: '90%' },
      { team: 'South', members: '8 agents' },
      { team: 'Without a team', critical: '–', passRateBar: { fill: 94, mark: 92 } },
    ]);
    const data = { ...makeComplianceAudit(1, 60), violations: [] };
    const { by_team: byTeam, ...old } = data;
    expect(viewComplianceAudit(old, context).teams).toEqual([]);
    expect(viewComplianceAudit({ ...old, by_team: byTeam?.slice(0, 1) ?? [] }, context).teams).toEqual([]);
  });

  test('says what share of the calls was checked, or both counts where it cannot be a share', () => {
    const data = { ...makeComplianceAudit(1, 60), violations: [] };
    const contextOf = (changes: Partial<typeof data>) =>
      viewComplianceAudit({ ...data, ...changes }, context).figures[0]?.context;
    expect(contextOf({ calls_checked: 540, connected_calls: 1_440, coverage: 0.38 })).toBe(
      '540 calls checked, 38% of the 1,440 connected',
    );
    expect(contextOf({ calls_checked: 10, connected_calls: 8, coverage: null })).toBe(
      '10 calls checked, 8 calls connected',
    );
    const {
      calls_checked: _,
      connected_calls: __,
      coverage: ___,
      trend: ____,
      repeat_offenders: _____,
      ...old
    } = data;
    const view = viewComplianceAudit(old, context);
    expect(view.figures[0]?.context).toBe('5 kinds of check');
    expect(view).toMatchObject({ trend: null, offenders: [] });
  });

  test('has its trend as a table of what the chart shows, cut weeks named', () => {
    const trend = [
      { week: '2024-W04', checks_performed: 100, checks_failed: 4, critical_violations: 1, pass_rate: 0.96 },
      { week: '2024-W05', checks_performed: 30, checks_failed: 0, critical_violations: 0, pass_rate: 1 },
    ];
    const { trend: shown } = viewComplianceAudit(
      { ...makeComplianceAudit(1, 60), trend, violations: [] },
      context,
    );
    expect(shown?.weeks.map((week) => Object.values(week).join(' | '))).toEqual([
      'Week 4 | 22–28 Jan | false | 100 | 4 | 1 | 96%',
      'Week 5 | 29–31 Jan | true | 30 | 0 | 0 | 100%',
    ]);
    expect(shown?.chart).toContain(
      '2024-W04: 4, 1 critical, 96% passed; 2024-W05, part of the week: 0, 0 critical, 100% passed',
    );
  });

  test('puts agents who failed one check again and again in a table, with the share of their checks', () => {
    const row = {
      agent_id: 'agt_1',
      agent_name: 'Ananya',
      check: 'Notice',
      performed: 14,
      failed: 7,
      critical: 0,
    };
    const data = { ...makeComplianceAudit(1, 60), violations: [] };
    const { offenders, offendersCut } = viewComplianceAudit(
      { ...data, repeat_offenders: Array.from({ length: 50 }, () => row) },
      context,
    );
    expect(offenders).toHaveLength(25);
    expect(offenders[0]).toMatchObject({ failed: '7', performed: '14', share: '50%', critical: '–' });
    expect(offendersCut).toBe('These are the first 25: the JSON report has the first 50.');
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
