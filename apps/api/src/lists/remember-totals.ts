import type { Total } from './count-rows.ts';

/** Counts what a query chooses, or remembers what was counted for the same query moments ago. */
export interface Totals {
  /** Counts now, unless there were too many to count a minute ago. */
  count: (query: string, countNow: () => Promise<Total>) => Promise<Total>;
  /** For the pages of a cursor: whoever walks through a long list should not have it counted on every page. */
  recall: (query: string, countNow: () => Promise<Total>) => Promise<Total>;
}

/** An estimate may be minutes old anyway. */
const estimateRememberedMs = 60_000;
/** A total on a page of a cursor may be this old. */
const rememberedMs = 5_000;
const maxRemembered = 1_000;

export const rememberTotals = (now: () => number = Date.now): Totals => {
  const remembered = new Map<string, { total: Total; until: number }>();

  const count: Totals['count'] = async (query, countNow) => {
    const known = remembered.get(query);
    if (known?.total.isEstimate && known.until > now()) return known.total;
    const total = await countNow();
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(query, { total, until: now() + (total.isEstimate ? estimateRememberedMs : rememberedMs) });
    return total;
  };

  return {
    count,
    recall: async (query, countNow) => {
      const known = remembered.get(query);
      return known && known.until > now() ? known.total : count(query, countNow);
    },
  };
};
