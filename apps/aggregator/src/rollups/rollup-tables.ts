import type { RecordKind } from '@reports/contracts';

/** A table of rollups: the columns that name a rollup, and those that sum. */
export interface RollupTable {
  table: string;
  keys: readonly string[];
  sums: readonly string[];
}

/** The kinds of rollups: each is made, and found, as a whole. */
export type RolledUpKind =
  | 'calls'
  | 'evaluations'
  | 'compliance_checks'
  | 'agent_evaluations'
  | 'checked_calls'
  | 'evaluation_scores'
  | 'agent_checks'
  | 'agent_calls';

/** The records that they are made of. */
export const recordTables = {
  calls: 'calls',
  evaluations: 'evaluations',
  compliance_checks: 'compliance_checks',
  agent_evaluations: 'evaluations',
  checked_calls: 'compliance_checks',
  evaluation_scores: 'evaluations',
  agent_checks: 'compliance_checks',
  agent_calls: 'calls',
} as const satisfies Record<RolledUpKind, RecordKind>;

/** The instant that says to which day a record belongs. */
export const instantColumns = {
  calls: 'started_at',
  evaluations: 'evaluated_at',
  compliance_checks: 'checked_at',
  agent_evaluations: 'evaluated_at',
  checked_calls: 'checked_at',
  evaluation_scores: 'evaluated_at',
  agent_checks: 'checked_at',
  agent_calls: 'started_at',
} as const satisfies Record<RolledUpKind, string>;

export const rolledUpKinds = Object.keys(instantColumns) as RolledUpKind[];

export type RolledUpRecords = (typeof recordTables)[RolledUpKind];

/** The kinds of records, each once. */
export const rolledUpRecords = [...new Set(Object.values(recordTables))];

/** The rollups of each kind. */
export const rollupTables: Record<RolledUpKind, readonly RollupTable[]> = {
  calls: [
    {
      table: 'call_rollups',
      keys: ['day', 'campaign_id', 'language', 'disposition'],
      sums: ['calls', 'connected', 'duration_seconds', 'positive', 'neutral', 'negative'],
    },
    {
      table: 'agent_call_rollups',
      keys: ['grain', 'starts_on', 'campaign_id', 'agent_id'],
      sums: ['calls', 'connected', 'duration_seconds'],
    },
    { table: 'contact_days', keys: ['contact_id', 'campaign_id', 'day'], sums: ['calls', 'connected'] },
    { table: 'contact_rollups', keys: ['gap', 'day', 'campaign_id'], sums: ['attempted', 'reached'] },
  ],
  evaluations: [
    {
      table: 'qa_rollups',
      keys: ['day', 'campaign_id', 'language'],
      sums: ['evaluations', 'passed', 'score'],
    },
    {
      table: 'agent_qa_rollups',
      keys: ['grain', 'starts_on', 'campaign_id', 'agent_id'],
      sums: ['evaluations', 'passed', 'score'],
    },
    {
      table: 'parameter_rollups',
      keys: ['grain', 'starts_on', 'campaign_id', 'language', 'parameter', 'position'],
      sums: ['evaluations', 'passed', 'score', 'max_score'],
    },
    {
      table: 'agent_parameter_rollups',
      keys: ['grain', 'starts_on', 'campaign_id', 'agent_id', 'parameter'],
      sums: ['evaluations', 'passed', 'score', 'max_score'],
    },
  ],
  compliance_checks: [
    {
      table: 'compliance_rollups',
      keys: ['day', 'campaign_id', 'language', 'check', 'severity'],
      sums: ['checks', 'passed'],
    },
  ],
  agent_evaluations: [
    {
      table: 'fine_agent_qa_rollups',
      keys: ['grain', 'language', 'starts_on', 'campaign_id', 'agent_id'],
      sums: ['evaluations', 'passed', 'score'],
    },
    {
      table: 'fine_agent_parameter_rollups',
      keys: ['grain', 'language', 'starts_on', 'campaign_id', 'agent_id', 'parameter'],
      sums: ['evaluations', 'passed', 'score', 'max_score'],
    },
  ],
  checked_calls: [
    { table: 'checked_call_days', keys: ['call_id', 'campaign_id', 'language', 'day'], sums: ['checks'] },
    {
      table: 'checked_call_rollups',
      keys: ['gap', 'day', 'campaign_id', 'language'],
      sums: ['calls'],
    },
  ],
  evaluation_scores: [
    {
      table: 'score_rollups',
      keys: ['day', 'campaign_id', 'language', 'bucket'],
      sums: ['evaluations'],
    },
  ],
  agent_checks: [
    {
      table: 'agent_check_rollups',
      keys: ['day', 'campaign_id', 'agent_id'],
      sums: ['checks', 'passed', 'critical'],
    },
  ],
  agent_calls: [
    {
      table: 'fine_agent_call_rollups',
      keys: ['starts_on', 'language', 'campaign_id', 'agent_id'],
      sums: ['calls', 'connected', 'duration_seconds'],
    },
  ],
};
