import { type Entry, unbroken } from './templates.ts';

/** Labels and values with their lines for plain text, the values below one another; `beside` are lines of the same table. */
export const entries = (
  pairs: readonly (readonly [string, string])[],
  beside: readonly Entry[] = [],
): Entry[] => {
  const shown = pairs.map(([label, value]) => ({ label: unbroken(label), value }));
  const width = Math.max(...[...shown, ...beside].map(({ label }) => label.length));
  return shown.map(({ label, value }) => ({ label, value, line: `${label.padEnd(width + 3)}${value}` }));
};
