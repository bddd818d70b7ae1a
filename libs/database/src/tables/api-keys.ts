import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { createdAt, instant } from './columns.ts';

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  scope: text('scope', { enum: ['read_only', 'read_write', 'admin'] }).notNull(),
  /** SHA-256 of the secret part. */
  secretHash: bytea('secret_hash').notNull(),
  createdAt: createdAt(),
  /** Null: never. */
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
});
