import { filterValues, type ReportFilters, type Warning } from '@reports/contracts';
import type { ReportRow, Transaction } from '@reports/database';
import { findUnknownValues } from './find-unknown-values.ts';

/**
 * What to say of a request that is accepted: values of its filters that no record has had, and a period that is not over. Null: nothing.
 */
export const findWarnings = async (
  transaction: Transaction,
  {
    filters,
    ...period
  }: Pick<ReportRow, 'periodFrom' | 'periodTo' | 'timezone'> & { filters: ReportFilters },
): Promise<Warning[] | null> => {
  const warnings = [...findPeriodWarnings(period), ...(await findFilterWarnings(transaction, filters))];
  return warnings.length > 0 ? warnings : null;
};

/** What to say of a request's filters alone: each of their values that no record has had. */
export const findFilterWarnings = async (
  transaction: Transaction,
  filters: ReportFilters,
): Promise<Warning[]> => {
  const unknown = await findUnknownValues(transaction, filters);
  return unknown.map(({ name, place, value }) => ({
    pointer: `/filters/${name}${typeof filters[name] === 'string' ? '' : `/${place}`}`,
    detail: `no record of this workspace has had ${name} ${JSON.stringify(value)}${
      (filterValues(filters, name)?.length ?? 0) > 1 ? '' : ': the report counts nothing'
    }`,
  }));
};

const findPeriodWarnings = (
  { periodFrom, periodTo, timezone }: Pick<ReportRow, 'periodFrom' | 'periodTo' | 'timezone'>,
  now = new Date(),
): Warning[] => {
  // Swedes write dates as ISO 8601 does.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(now);
  if (periodTo < today) return [];
  const begun = periodFrom <= today;
  return [
    {
      pointer: begun ? '/to' : '/from',
      detail: begun
        ? `the period is not over: it is ${today} in ${timezone}, and the report counts what has come in so far`
        : `the period has not begun: it is ${today} in ${timezone}, and the report counts nothing`,
    },
  ];
};
