import type { Entry } from './templates.ts';

/** Labels and values with their lines for plain text, the values below one another; `beside` are lines of the same table. */
export const entries = (
  pairs: readonly (readonly [string, string])[],
  beside: readonly Entry[] = [],
): Entry[] => {
  const width = Math.max(
    ...[...pairs.map(([label]) => label), ...beside.map(({ label }) => label)].map((label) => label.length),
  );
  return pairs.map(([label, value]) => ({ label, value, line: `${label.padEnd(width + 3)}${value}` }));
};
