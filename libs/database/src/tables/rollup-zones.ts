import { bigint, boolean, pgTable, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';

/** Which rollups a workspace has: of each kind of records, and of those that later releases added, by the days of one zone or, while its zone changes, of two. */
export const rollupZones = pgTable(
  'rollup_zones',
  {
    workspaceId: text('workspace_id').notNull(),
    kind: text('kind')
      .$type<
        | 'calls'
        | 'evaluations'
        | 'compliance_checks'
        | 'agent_evaluations'
        | 'checked_calls'
        | 'evaluation_scores'
        | 'agent_checks'
        | 'agent_calls'
      >()
      .notNull(),
    /** Names the rollups in their tables. */
    zoneId: smallint('zone_id').notNull(),
    /** IANA: whose days they are by. */
    timezone: text('timezone').notNull(),
    /** They hold the records from this instant on: `-infinity` all, `infinity` none. */
    coveredFrom: timestamp('covered_from', { withTimezone: true, mode: 'string' }).notNull(),
    /** No longer wanted: what is left is being deleted. */
    isRetired: boolean('is_retired').notNull().default(false),
    /** Records that they hold. */
    records: bigint('records', { mode: 'number' }).notNull().default(0),
    /** The newest version of a record that they ever held: when the bus stored it, in nanoseconds since 1970. */
    newestVersion: bigint('newest_version', { mode: 'bigint' }),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.kind, table.zoneId] })],
);
