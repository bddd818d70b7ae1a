import { daysOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, sql } from '../sql/fragment.ts';
import { chainSums, contactsElsewhere } from './contacts-elsewhere.ts';
import { dayOf, isIn, isOfZone, isOnDays, matches, maxGapDays } from './conditions.ts';

/**
 * The zone of the chain in contact_rollups, where it answers: it knows campaigns one by one and all together, not some together;
 * and neither agents nor languages nor dispositions. Of some campaigns together the chains of another
 * zone's days do not tell.
 */
const chainOf = (scope: Scope): number | undefined =>
  daysOf(scope.period) > maxGapDays ||
  (scope.elsewhere && (scope.filter('campaign_id')?.length ?? 1) > 1) ||
  scope.filter('agent_id') ||
  scope.filter('language') ||
  scope.filter('disposition')
    ? undefined
    : scope.rollups.calls;

const contactsOf = (scope: Scope): Fragment => sql`
  calls WHERE ${isOnDays(scope, sql`started_at`, scope.period)} AND ${matches(scope, {
    campaign_id: sql`campaign_id`,
    agent_id: sql`agent_id`,
    language: sql`language`,
    disposition: sql`coalesce(disposition, 'unknown')`,
  })}`;

/**
 * Distinct contacts of the period by campaign, and of all campaigns together in the row whose campaign_id is '':
 * campaign_id, attempted, reached.
 *
 * Some campaigns together are the sum of theirs where no contact of the period was called by two campaigns: where all campaigns come to as
 * many as all together. A sum that counts nothing twice counts no part of it twice. Else they are counted from the calls.
 */
export const campaignContacts = (scope: Scope): Fragment => {
  const campaigns = scope.filter('campaign_id');
  const zone = chainOf(scope);
  if (zone === undefined) {
    return sql`
      WITH contacts AS (
        SELECT campaign_id, contact_id, bool_or(connected) AS reached FROM ${contactsOf(scope)} GROUP BY 1, 2
      )
      SELECT campaign_id, count(*) AS attempted, count(*) FILTER (WHERE reached) AS reached FROM contacts GROUP BY 1
      UNION ALL
      SELECT '', count(*), count(*) FILTER (WHERE reached)
      FROM (SELECT bool_or(reached) AS reached FROM contacts GROUP BY contact_id) AS together`;
  }
  if (scope.elsewhere) {
    const contacts = contactsElsewhere(scope, { zone, span: 'period', isTogether: true });
    return sql`SELECT campaign_id, attempted, reached FROM (${contacts}) AS contacts`;
  }
  const chains = (of: Fragment) => sql`
    SELECT campaign_id, ${chainSums}
    FROM contact_rollups
    WHERE ${isOfZone(zone)} AND gap BETWEEN 0 AND ${daysOf(scope.period) - 1} AND ${isIn(sql`day`, scope.period)}
      AND gap <= day - ${scope.period.from}::date AND ${of}
    GROUP BY campaign_id`;
  if (!campaigns) return chains(sql`TRUE`);
  const isChosen = matches(scope, { campaign_id: sql`campaign_id` });
  // All of one campaign is that campaign.
  if (campaigns.length === 1) {
    return sql`WITH one AS (${chains(isChosen)}) SELECT * FROM one UNION ALL SELECT '', attempted, reached FROM one`;
  }
  const isApart = sql`(SELECT is_apart FROM apart)`;
  return sql`
    WITH chains AS MATERIALIZED (${chains(sql`TRUE`)}),
    apart AS MATERIALIZED (
      SELECT coalesce(sum(attempted) FILTER (WHERE campaign_id = '') = sum(attempted) FILTER (WHERE campaign_id <> ''), true) AS is_apart
      FROM chains
    )
    SELECT * FROM chains WHERE ${isChosen}
    UNION ALL
    SELECT '', sum(attempted), sum(reached) FROM chains WHERE ${isChosen} HAVING ${isApart}
    UNION ALL
    SELECT '', count(*), count(*) FILTER (WHERE reached)
    FROM (SELECT bool_or(connected) AS reached FROM ${contactsOf(scope)} AND NOT ${isApart} GROUP BY contact_id) AS together
    HAVING NOT ${isApart}`;
};

/** Distinct contacts of each ISO week by campaign: campaign_id, week_start (its Monday), attempted, reached. */
export const weekContacts = (scope: Scope): Fragment => {
  const weekStart = (day: Fragment) => sql`date_trunc('week', ${day}::timestamp)::date`;
  const zone = chainOf(scope);
  if (zone !== undefined && scope.elsewhere) {
    const contacts = contactsElsewhere(scope, { zone, span: 'week', isTogether: false });
    return sql`SELECT campaign_id, ${weekStart(sql`day`)} AS week_start, attempted, reached FROM (${contacts}) AS contacts`;
  }
  if (zone !== undefined) {
    return sql`
      SELECT campaign_id, ${weekStart(sql`day`)} AS week_start, ${chainSums}
      FROM contact_rollups
      WHERE ${isOfZone(zone)} AND gap BETWEEN 0 AND 6 AND ${isIn(sql`day`, scope.period)} AND campaign_id <> ''
        AND gap <= day - greatest(${weekStart(sql`day`)}, ${scope.period.from}::date)
        AND ${matches(scope, { campaign_id: sql`campaign_id` })}
      GROUP BY 1, 2`;
  }
  return sql`
    SELECT campaign_id, week_start, count(*) AS attempted, count(*) FILTER (WHERE reached) AS reached
    FROM (
      SELECT campaign_id, ${weekStart(dayOf(scope, sql`started_at`))} AS week_start, contact_id,
             bool_or(connected) AS reached
      FROM ${contactsOf(scope)}
      GROUP BY 1, 2, 3
    ) AS contacts
    GROUP BY 1, 2`;
};
