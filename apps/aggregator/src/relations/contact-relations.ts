import { addDays, type DateRange, daysOf, startOf, weeksOf } from '../scope/period.ts';
import type { Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { chainSums, contactsElsewhere } from './contacts-elsewhere.ts';
import { dayOf, isIn, isOfLanguage, isOfZone, isOnDays, matches, maxGapDays } from './conditions.ts';

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

const contactsOf = (scope: Scope, days = scope.period): Fragment => sql`
  calls WHERE ${isOnDays(scope, sql`started_at`, days)} AND ${matches(scope, {
    campaign_id: sql`campaign_id`,
    agent_id: sql`agent_id`,
    language: sql`language`,
    disposition: sql`coalesce(disposition, 'unknown')`,
  })}`;

/**
 * Where a report of some languages counts the contacts of one campaign after the other, each by an index that has what it takes: the zone of the rollups
 * that say which campaigns there are. A contact's calls of one campaign are few enough to be counted in the processor's own memory.
 */
const languagesZone = (scope: Scope): number | undefined =>
  !scope.filter('language') ||
  scope.filter('agent_id') ||
  scope.filter('disposition') ||
  daysOf(daysAround(scope)) > maxGapDays
    ? undefined
    : scope.rollups.calls;

/** Days of the rollups that have all records of the period, and perhaps others. */
const daysAround = ({ period, elsewhere }: Scope): DateRange =>
  elsewhere ? { from: addDays(period.from, -2), to: addDays(period.to, 2) } : period;

/** The campaigns with calls, and perhaps some whose calls lie around the period: campaign_id. */
const campaignsOf = (scope: Scope, zone: number): Fragment => sql`
  SELECT DISTINCT campaign_id FROM call_rollups
  WHERE ${isOfZone(zone)} AND ${isIn(sql`day`, daysAround(scope))} AND calls > 0 AND ${isOfLanguage(scope)}
    AND ${matches(scope, { campaign_id: sql`campaign_id` })}`;

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
  const byLanguage = languagesZone(scope);
  if (byLanguage !== undefined) return contactsOfLanguages(scope, byLanguage);
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
  const chains = (of: Fragment) => chainsOf(zone, scope.period, of);
  if (!campaigns) return chains(sql`TRUE`);
  const isChosen = matches(scope, { campaign_id: sql`campaign_id` });
  // All of one campaign is that campaign.
  if (campaigns.length === 1) {
    return sql`WITH one AS (${chains(isChosen)}) SELECT * FROM one UNION ALL SELECT '', attempted, reached FROM one`;
  }
  const isApart = sql`(SELECT is_apart FROM apart)`;
  return sql`
    WITH chains AS MATERIALIZED (${chains(sql`TRUE`)}),
    apart AS MATERIALIZED (SELECT ${isApartIn} FROM chains)
    SELECT * FROM chains WHERE ${isChosen}
    UNION ALL
    SELECT '', sum(attempted), sum(reached) FROM chains WHERE ${isChosen} HAVING ${isApart}
    UNION ALL
    SELECT '', count(*), count(*) FILTER (WHERE reached)
    FROM (SELECT bool_or(connected) AS reached FROM ${contactsOf(scope)} AND NOT ${isApart} GROUP BY contact_id) AS together
    HAVING NOT ${isApart}`;
};

/** The chains of docs/adr/0014 over some days: campaign_id, attempted, reached. */
const chainsOf = (zone: number, days: DateRange, of: Fragment): Fragment => sql`
  SELECT campaign_id, ${chainSums}
  FROM contact_rollups
  WHERE ${isOfZone(zone)} AND gap BETWEEN 0 AND ${daysOf(days) - 1} AND ${isIn(sql`day`, days)}
    AND gap <= day - ${days.from}::date AND ${of}
  GROUP BY campaign_id`;

/** Whether no contact was called by two campaigns: of the chains of all. */
const isApartIn = sql`
  coalesce(sum(attempted) FILTER (WHERE campaign_id = '') = sum(attempted) FILTER (WHERE campaign_id <> ''), true) AS is_apart`;

/** As {@link campaignContacts}, of some languages. Together they are a sum, by the same comparison of all that was called in any language. */
const contactsOfLanguages = (scope: Scope, zone: number): Fragment => {
  const isApart = sql`(SELECT is_apart FROM apart)`;
  return sql`
    WITH apart AS MATERIALIZED (SELECT ${isApartIn} FROM (${chainsOf(zone, daysAround(scope), sql`TRUE`)}) AS chains),
    apiece AS MATERIALIZED (
      SELECT campaign_id, contacts.*
      FROM (${campaignsOf(scope, zone)}) AS campaigns
      CROSS JOIN LATERAL (${contactsOfOne(scope, scope.period)}) AS contacts
    )
    SELECT * FROM apiece WHERE attempted > 0
    UNION ALL
    SELECT '', sum(attempted), sum(reached) FROM apiece HAVING ${isApart}
    UNION ALL
    SELECT '', count(*), count(*) FILTER (WHERE reached)
    FROM (SELECT bool_or(connected) AS reached FROM ${contactsOf(scope)} AND NOT ${isApart} GROUP BY contact_id) AS together
    HAVING NOT ${isApart}`;
};

/** Distinct contacts of some days, of the row of `campaigns` beside it: attempted, reached. */
const contactsOfOne = (scope: Scope, days: DateRange): Fragment => sql`
  SELECT count(*) AS attempted, count(*) FILTER (WHERE reached) AS reached
  FROM (
    SELECT bool_or(connected) AS reached FROM ${contactsOf(scope, days)} AND calls.campaign_id = campaigns.campaign_id GROUP BY contact_id
  ) AS contacts`;

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
  const byLanguage = languagesZone(scope);
  if (byLanguage !== undefined) {
    // Each by a stretch of the index of its own, whose contacts fit the caches. Dates in the statement are what the planner counts by.
    const weeks = weeksOf(scope.period).map(
      (week) => sql`
      SELECT campaign_id, ${startOf(week.from, 'week')}::date AS week_start, contacts.*
      FROM campaigns
      CROSS JOIN LATERAL (${contactsOfOne(scope, week)}) AS contacts`,
    );
    return sql`
      WITH campaigns AS MATERIALIZED (${campaignsOf(scope, byLanguage)})
      ${join(weeks, ' UNION ALL ')}`;
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
