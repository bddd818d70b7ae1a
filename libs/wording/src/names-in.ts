/** Names that data give to the identifiers of campaigns and agents. */
export type NamesById = ReadonlyMap<string, string>;

const kinds = ['campaign', 'agent'] as const;

/** The names in the lists of a report's data. */
export const namesIn = (data: object): NamesById => {
  const names = new Map<string, string>();
  for (const list of Object.values(data)) {
    if (!Array.isArray(list)) continue;
    for (const row of list as Record<string, unknown>[]) {
      for (const kind of kinds) {
        const [id, name] = [row[`${kind}_id`], row[`${kind}_name`]];
        if (typeof id === 'string' && typeof name === 'string') names.set(id, name);
      }
    }
  }
  return names;
};
