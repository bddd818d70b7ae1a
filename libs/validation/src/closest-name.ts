/** The known name that a mistyped one most likely means; undefined when none is near. */
export const closestName = (given: string, known: readonly string[]): string | undefined => {
  const wanted = given.toLowerCase().replaceAll(/[-\s]/g, '_').slice(0, 60);
  const maxEdits = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  const longer = wanted.length >= 4 && known.find((name) => name.toLowerCase().startsWith(wanted));
  if (longer) return longer;
  let closest: { name: string; edits: number } | undefined;
  for (const name of known) {
    const edits = editsBetween(wanted, name.toLowerCase());
    if (edits <= maxEdits && (!closest || edits < closest.edits)) closest = { name, edits };
  }
  return closest?.name;
};

/** Levenshtein's distance: insertions, deletions and replacements that turn one text into the other. */
const editsBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
};
