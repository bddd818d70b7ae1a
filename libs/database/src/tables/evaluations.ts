import { bigint, boolean, numeric, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** A call's evaluation; its form's lines lie in four arrays of one length, in the form's order. */
export const evaluations = pgTable(
  'evaluations',
  {
    workspaceId: text('workspace_id').notNull(),
    /** The call's id. */
    id: text('id').notNull(),
    campaignId: text('campaign_id').notNull(),
    agentId: text('agent_id').notNull(),
    evaluatedAt: timestamp('evaluated_at', { withTimezone: true, mode: 'string' }).notNull(),
    /** 0 to 100, an exact decimal. */
    score: numeric('score').notNull(),
    passed: boolean('passed').notNull(),
    language: text('language'),
    parameters: text('parameters').array().notNull(),
    parameterScores: numeric('parameter_scores').array().notNull(),
    parameterMaxScores: numeric('parameter_max_scores').array().notNull(),
    parameterPassed: boolean('parameter_passed').array().notNull(),
    /** Who evaluated; null: not said. */
    evaluatorId: text('evaluator_id'),
    /** `automatic` or `manual`; calibrations lie in a table of their own. */
    kind: text('kind'),
    autoFailed: boolean('auto_failed'),
    disputed: boolean('disputed'),
    /** When the bus stored the record, in nanoseconds since 1970; decides between two of one `evaluatedAt`. */
    version: bigint('version', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
