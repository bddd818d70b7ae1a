import type { Branding, Labels } from '@reports/contracts';
import { boolean, integer, jsonb, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import type { WorkspaceLimits } from '../workspace-limits.ts';
import { createdAt, instant } from './columns.ts';

export const workspaces = pgTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** IANA: the home zone. Rollups are by its days, and reports in it unless they ask for another. */
  timezone: text('timezone').notNull().default('UTC'),
  /** Since when rollups are not yet those of the home zone alone; null: they are. Set by a trigger when the zone changes. */
  rollupsPendingSince: instant('rollups_pending_since'),
  /** Since when there are erasures to do; null: none. */
  erasuresPendingSince: instant('erasures_pending_since'),
  /** Whether rollups that its release brought are still to be made, in the background. */
  lacksRollups: boolean('lacks_rollups').notNull().default(true),
  /** Requests a minute; null: the platform's setting. */
  rateLimitPerMinute: integer('rate_limit_per_minute'),
  /** What differs from the platform's settings. */
  limits: jsonb('limits').$type<Partial<Omit<WorkspaceLimits, 'requestsPerMinute'>>>().notNull().default({}),
  /** Domains that its mail may go to, in lower case; null: any. */
  allowedRecipientDomains: text('allowed_recipient_domains').array(),
  /** What readers are shown in place of codes. */
  labels: jsonb('labels').$type<Labels>().notNull().default({}),
  branding: jsonb('branding').$type<Branding>().notNull().default({}),
  /** What reports measure by, from 0 to 1; null: `defaultTargets` of the contracts. */
  targetPassRate: numeric('target_pass_rate', { precision: 5, scale: 4, mode: 'number' }),
  targetPeerGap: numeric('target_peer_gap', { precision: 5, scale: 4, mode: 'number' }),
  createdAt: createdAt(),
});
