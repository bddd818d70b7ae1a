import {
  type Branding,
  defaultTargets,
  isSameTimeZone,
  type Labels,
  type RecordsOfKind,
  type Workspace,
} from '@reports/contracts';
import { rollupZones, type Transaction, workspaces } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { eq, sql } from 'drizzle-orm';
import type { Caller } from '../keys/find-caller.ts';

/** The instant that says to which day a record belongs. */
const instants = {
  calls: 'started_at',
  evaluations: 'evaluated_at',
  compliance_checks: 'checked_at',
} as const;

type RolledUpKind = keyof typeof instants;

/** The home zone of a workspace. */
export const readHomeZone = async (transaction: Transaction, workspaceId: string): Promise<string> => {
  const [row] = await transaction
    .select({ timezone: workspaces.timezone })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return row?.timezone ?? 'UTC';
};

/** A workspace and what it has of records. Costs the same however many there are: they are counted as they come. */
export const readWorkspace = async (
  transaction: Transaction,
  { workspaceId, limits }: Caller,
): Promise<Workspace> => {
  const [row] = await transaction.select().from(workspaces).where(eq(workspaces.id, workspaceId));
  if (!row) throw new Error(`The workspace ${workspaceId} of a key is gone`);
  const zones = await transaction.select().from(rollupZones).where(eq(rollupZones.isRetired, false));
  const { timezone } = row;
  const recordsOf = (kind: RolledUpKind) => readRecords(transaction, { kind, timezone, zones });
  return {
    workspace_id: row.id,
    name: row.name,
    timezone,
    labels: allLabels(row.labels),
    branding: row.branding,
    limits: {
      requests_per_minute: limits.requestsPerMinute,
      webhooks: limits.webhooks,
      schedules: limits.schedules,
      reports_generating: limits.reportsGenerating,
      runs_per_hour: limits.runsPerHour,
      emails_per_day: limits.emailsPerDay,
    },
    allowed_recipient_domains: row.allowedRecipientDomains ?? [],
    targets: {
      pass_rate: row.targetPassRate ?? defaultTargets.pass_rate,
      peer_gap: row.targetPeerGap ?? defaultTargets.peer_gap,
    },
    data: {
      calls: await recordsOf('calls'),
      evaluations: await recordsOf('evaluations'),
      compliance_checks: await recordsOf('compliance_checks'),
      agents: await readNames(transaction, 'agents'),
      campaigns: await readNames(transaction, 'campaigns'),
    },
    ...(row.rollupsPendingSince && {
      rebuilding: { since: formatTimestamp(row.rollupsPendingSince), progress: progressOf(zones, timezone) },
    }),
  };
};

/** All three kinds, also those that have none. */
export const allLabels = ({ dispositions = {}, parameters = {}, checks = {} }: Labels): Labels => ({
  dispositions,
  parameters,
  checks,
});

/** The labels of a workspace. */
export const readLabels = async (transaction: Transaction, workspaceId: string): Promise<Labels> => {
  const [row] = await transaction
    .select({ labels: workspaces.labels })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return allLabels(row?.labels ?? {});
};

/** The branding of a workspace. */
export const readBranding = async (transaction: Transaction, workspaceId: string): Promise<Branding> => {
  const [row] = await transaction
    .select({ branding: workspaces.branding })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return row?.branding ?? {};
};

type Zone = typeof rollupZones.$inferSelect;

/** Of all zones of a kind, the one that holds all records: others hold as many at most. */
const mostOf = (zones: readonly Zone[], kind: RolledUpKind): number =>
  Math.max(0, ...zones.filter((zone) => zone.kind === kind).map(({ records }) => records));

const readRecords = async (
  transaction: Transaction,
  { kind, timezone, zones }: { kind: RolledUpKind; timezone: string; zones: readonly Zone[] },
): Promise<RecordsOfKind> => {
  const instant = sql.identifier(instants[kind]);
  const dayAt = (direction: 'asc' | 'desc') => sql`(
    select (${instant} at time zone ${timezone})::date::text from ${sql.identifier(kind)}
    order by ${instant} ${sql.raw(direction)} limit 1)`;
  const [days] = await transaction.execute<{ first: string | null; last: string | null }>(
    sql`select ${dayAt('asc')} as first, ${dayAt('desc')} as last`,
  );
  const newest = zones
    .filter((zone) => zone.kind === kind)
    .reduce(
      (version, zone) => ((zone.newestVersion ?? 0n) > version ? (zone.newestVersion ?? 0n) : version),
      0n,
    );
  return {
    records: mostOf(zones, kind),
    ...(days?.first && { first_day: days.first }),
    ...(days?.last && { last_day: days.last }),
    ...receivedAt(newest),
  };
};

const readNames = async (transaction: Transaction, table: 'agents' | 'campaigns'): Promise<RecordsOfKind> => {
  const [counted] = await transaction.execute<{ records: number; newest: string | null }>(
    sql`select count(*)::integer as records, max(version)::text as newest from ${sql.identifier(table)}`,
  );
  return { records: counted?.records ?? 0, ...receivedAt(BigInt(counted?.newest ?? 0)) };
};

/** A version is when the bus stored the record, in nanoseconds. */
const receivedAt = (version: bigint) =>
  version === 0n ? {} : { last_received_at: formatTimestamp(new Date(Number(version / 1_000_000n))) };

/** The share of the records that rollups of the zone hold; two decimals, rounded down: 1 is all of them. */
const progressOf = (zones: readonly Zone[], timezone: string): number => {
  const kinds = Object.keys(instants) as RolledUpKind[];
  const all = kinds.reduce((sum, kind) => sum + mostOf(zones, kind), 0);
  const done = zones
    .filter((zone) => Object.hasOwn(instants, zone.kind) && isSameTimeZone(zone.timezone, timezone))
    .reduce((sum, { records }) => sum + records, 0);
  return all === 0 ? 1 : Math.floor((100 * done) / all) / 100;
};
