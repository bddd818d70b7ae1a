/** A CSV's rows as they stand, by the text of their first cell. */
export interface GroupedLines {
  header: Buffer;
  of: (firstCell: string) => readonly Buffer[];
}

const quote = 0x22;
const lineFeed = 0x0a;
const comma = 0x2c;

/** Where a row ends that begins at `from`: after a line feed that no quotes are around. */
const endOfRow = (csv: Buffer, from: number): number => {
  let inQuotes = false;
  for (let at = from; at < csv.length; at += 1) {
    if (csv[at] === quote) inQuotes = !inQuotes;
    else if (csv[at] === lineFeed && !inQuotes) return at + 1;
  }
  return csv.length;
};

const firstCellOf = (row: Buffer): string => {
  if (row[0] !== quote) return row.subarray(0, row.indexOf(comma)).toString();
  let end = 1;
  while (row[end] !== quote || row[end + 1] === quote) end += row[end] === quote ? 2 : 1;
  return row.subarray(1, end).toString().replaceAll('""', '"');
};

/** Groups a report's CSV (RFC 4180) by its first column; cells keep their bytes, `restore` undoes what spreadsheets need in the first one. */
export const groupLines = (csv: Buffer, restore: (cell: string) => string): GroupedLines => {
  const headerEnd = endOfRow(csv, 0);
  const groups = new Map<string, Buffer[]>();
  for (let from = headerEnd; from < csv.length;) {
    const end = endOfRow(csv, from);
    const row = csv.subarray(from, end);
    const key = restore(firstCellOf(row));
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
    from = end;
  }
  return { header: csv.subarray(0, headerEnd), of: (key) => groups.get(key) ?? [] };
};
