import type { RecordKind } from '@reports/contracts';

/** A call as a platform sends it. */
export const callRecord = {
  call_id: 'call_1',
  campaign_id: 'cmp_4Rv8sT1wX',
  agent_id: 'agt_7',
  contact_id: 'con_12',
  started_at: '2024-01-31T18:00:00Z',
  duration_seconds: 184,
  connected: true,
  disposition: 'sale',
  language: 'en',
  sentiment: 'positive',
};

/** A record of each kind. */
export const recordExamples: Readonly<Record<RecordKind, object>> = {
  calls: callRecord,
  evaluations: {
    call_id: 'call_1',
    campaign_id: 'cmp_4Rv8sT1wX',
    agent_id: 'agt_7',
    evaluated_at: '2024-01-31T19:00:00Z',
    score: 85.5,
    passed: true,
    language: 'en',
    evaluator_id: 'usr_3',
    kind: 'manual',
    auto_failed: false,
    disputed: true,
    parameters: [{ parameter: 'Greeting Compliance', score: 9.5, max_score: 10, passed: true }],
  },
  compliance_checks: {
    check_id: 'chk_1',
    call_id: 'call_1',
    campaign_id: 'cmp_4Rv8sT1wX',
    agent_id: 'agt_7',
    checked_at: '2024-01-31T18:05:00Z',
    check: 'Recording notice',
    passed: false,
    severity: 'high',
    detail: 'The notice came after the first question.',
    evidence_url: 'https://recordings.example.com/call_1',
    remediation: 'resolved',
    resolved_at: '2024-02-02T09:30:00Z',
  },
  agents: { agent_id: 'agt_7', name: 'Ann', team: 'Renewals' },
  campaigns: { campaign_id: 'cmp_4Rv8sT1wX', name: 'Winter renewals' },
};
