/** Where a command writes. */
export interface Output {
  isJson: boolean;
  /** A line for people; nothing with `--json`. */
  say: (line: string) => void;
  /** What a program wants: JSON with `--json`, else what `forPeople` makes of it. */
  print: <Value>(value: Value, forPeople: (value: Value) => string) => void;
}

export const createOutput = (stdout: NodeJS.WritableStream, isJson: boolean): Output => ({
  isJson,
  say: (line) => {
    if (!isJson) stdout.write(`${line}\n`);
  },
  print: (value, forPeople) => {
    stdout.write(`${isJson ? JSON.stringify(value, null, 2) : forPeople(value)}\n`);
  },
});

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Rows as aligned columns under their names. */
export const table = (names: readonly string[], rows: readonly (readonly unknown[])[]): string => {
  if (rows.length === 0) return 'None.';
  const lines = [names.map((name) => name.toUpperCase()), ...rows.map((row) => row.map(textOf))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** The fields of one thing, a line each; those that are absent are left out. */
export const fields = (entries: readonly (readonly [string, unknown])[]): string => {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`).join('\n');
};
