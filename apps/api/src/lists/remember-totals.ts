import type { Total } from './count-rows.ts';

/** Counts what a query chooses, or remembers what was counted for the same query moments ago. */
export interface Totals {
  /** Counts now. */
  count: (query: string, countNow: () => Promise<Total>) => Promise<Total>;
  /** For the pages of a cursor: whoever walks through a long list should not have it counted on every page. */
  recall: (query: string, countNow: () => Promise<Total>) => Promise<Total>;
}

/** A total on a page of a cursor may be this old. */
const rememberedMs = 5_000;
const maxRemembered = 1_000;

export const rememberTotals = (now: () => number = Date.now): Totals => {
  const remembered = new Map<string, { total: Total; until: number }>();

  const count: Totals['count'] = async (query, countNow) => {
    const total = await countNow();
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(query, { total, until: now() + rememberedMs });
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
