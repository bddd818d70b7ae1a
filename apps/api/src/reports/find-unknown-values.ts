import { type FilterName, filterNames, filterValues, type ReportFilters } from '@reports/contracts';
import type { Transaction } from '@reports/database';
import { type SQL, sql } from 'drizzle-orm';

/** Filters whose values are free: those of the others are named by the contract. */
type FreeFilter = Exclude<FilterName, 'severity' | 'evaluation_kind'>;

const isFree = (name: FilterName): name is FreeFilter => name !== 'severity' && name !== 'evaluation_kind';

/** The rollups of any zone: they have every value that records have. */
const ofAnyZone = sql`zone_id = any (array(select zone_id from rollup_zones where not is_retired))`;
/** Those of all languages together, which are fewest. */
const ofAllLanguages = sql`${ofAnyZone} and language = ''`;

/** Where a filter's value may be found, the quickest first. `value` is what is looked for. */
const places: Record<FreeFilter, readonly SQL[]> = {
  campaign_id: [
    sql`campaigns where id = value`,
    sql`call_rollups where ${ofAllLanguages} and campaign_id = value`,
    sql`qa_rollups where ${ofAllLanguages} and campaign_id = value`,
    sql`compliance_rollups where ${ofAllLanguages} and campaign_id = value`,
  ],
  agent_id: [
    sql`agents where id = value`,
    sql`calls where agent_id = value`,
    sql`evaluations where agent_id = value`,
    sql`compliance_checks where agent_id = value`,
  ],
  team: [sql`agents where team = value`],
  language: [
    sql`call_rollups where ${ofAnyZone} and language = value`,
    sql`qa_rollups where ${ofAnyZone} and language = value`,
    sql`compliance_rollups where ${ofAnyZone} and language = value`,
  ],
  disposition: [sql`call_rollups where ${ofAllLanguages} and disposition = value`],
  parameter: [sql`parameter_rollups where ${ofAllLanguages} and grain = 'month' and parameter = value`],
  check: [sql`compliance_rollups where ${ofAllLanguages} and "check" = value`],
};

/** Nobody waits longer for a warning: a workspace that is too large for it gets none. */
const patienceMs = 500;

interface UnknownValue {
  name: FreeFilter;
  /** Its index among the filter's values. */
  place: number;
  value: string;
}

/** The values of filters that no record of the workspace has had so far. A call without a disposition counts as `unknown`. */
export const findUnknownValues = async (
  transaction: Transaction,
  filters: ReportFilters,
): Promise<UnknownValue[]> => {
  const asked = filterNames.flatMap((name) => {
    const values = filterValues(filters, name);
    return values && isFree(name) ? [{ name, values }] : [];
  });
  if (asked.length === 0) return [];
  const queries = asked.map(
    ({ name, values }) => sql`
      select ${name}::text as name, (ordinality - 1)::integer as place, value
      from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) with ordinality as asked (value, ordinality)
      where not (${sql.join(
        places[name].map((place) => sql`exists (select from ${place})`),
        sql` or `,
      )})`,
  );
  try {
    const unknown = await transaction.transaction(async (savepoint) => {
      await savepoint.execute(sql`select set_config('statement_timeout', ${String(patienceMs)}, true)`);
      const rows = await savepoint.execute<UnknownValue & Record<string, unknown>>(
        sql.join(queries, sql` union all `),
      );
      await savepoint.execute(sql`set local statement_timeout to default`);
      return rows;
    });
    return unknown.filter(({ name, value }) => name !== 'disposition' || value !== 'unknown');
  } catch (error) {
    if (isTimeout(error)) return [];
    throw error;
  }
};

const isTimeout = (error: unknown): boolean => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === '57014';
};
