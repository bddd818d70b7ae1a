/** Tells the person at the terminal one thing, on one line. */
export type Say = (line: string) => void;

const colour = (code: number, text: string): string =>
  process.stdout.isTTY && process.env.NO_COLOR === undefined ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold = (text: string): string => colour(1, text);
export const dim = (text: string): string => colour(2, text);

export const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Rows of two cells as aligned lines. */
export const twoColumns = (rows: readonly (readonly [string, string])[], indent = '  '): string => {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}  ${value}`).join('\n');
};

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
