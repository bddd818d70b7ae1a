import type { Severity } from '@reports/contracts';
import { bigint, boolean, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

export const complianceChecks = pgTable(
  'compliance_checks',
  {
    workspaceId: text('workspace_id').notNull(),
    id: text('id').notNull(),
    callId: text('call_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    agentId: text('agent_id').notNull(),
    checkedAt: timestamp('checked_at', { withTimezone: true, mode: 'string' }).notNull(),
    check: text('check').notNull(),
    passed: boolean('passed').notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    detail: text('detail'),
    language: text('language'),
    evidenceUrl: text('evidence_url'),
    /** `open`, `resolved` or `waived`; null: not said. */
    remediation: text('remediation'),
    resolvedAt: timestamp('resolved_at', { withTimezone: true, mode: 'string' }),
    /** When the bus stored the record, in nanoseconds since 1970: a newer one replaces an older one. */
    version: bigint('version', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
