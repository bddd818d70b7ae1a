import { filterValues, type FilterName, type ReportFilters } from '@reports/contracts';
import { formatCount, type KnownBy, nameFilterValue, words } from '@reports/wording';
import type { PartOf } from '../files/rendering.ts';

/** One line of the title block. */
export interface Fact {
  label: string;
  values: string[];
  /** Takes the whole width. */
  wide: boolean;
}

/** Whose part of a report this is, and whom it is compared with. */
export const describePart = ({ by, key, name, of }: PartOf): Fact => {
  const { teams } = words();
  const shown = key === null || key === name ? name : `${name} (${key})`;
  const all = formatCount(of);
  return {
    label: teams.thisFile,
    values: [shown, by === 'agent' ? teams.partOfAgents(all) : teams.partOfTeams(all)],
    wide: true,
  };
};

/** Of each filter in the title block. */
const maxShown = 12;

/**
 * The filters of a request in words, one fact each; a single fact that says so where there is none. The first values of each; with
 * `whole` all of them, each with the code that a request has for it.
 */
export const describeFilters = (
  filters: ReportFilters,
  knownBy: KnownBy,
  { whole = false }: { whole?: boolean } = {},
): Fact[] => {
  const { filters: titles, page } = words();
  const facts = (Object.keys(titles) as FilterName[]).flatMap((name): Fact[] => {
    const values = filterValues(filters, name);
    if (values === undefined) return [];
    const shown = values
      .slice(0, whole ? undefined : maxShown)
      .map((value) => nameFilterValue(name, value, knownBy, { withCode: whole }));
    const more = values.length - shown.length;
    return [
      {
        label: titles[name][values.length === 1 ? 0 : 1],
        values: more > 0 ? [...shown, page.moreAtTheEnd(formatCount(more))] : shown,
        wide: true,
      },
    ];
  });
  return facts.length > 0 ? facts : [{ label: page.filters, values: [page.noFilters], wide: true }];
};
