/** The cells of one CSV row (RFC 4180); undefined where a cell is empty and has no quotes. */
export const csvCells = (row: string): (string | undefined)[] => {
  const cells: (string | undefined)[] = [];
  for (let at = 0; at <= row.length;) {
    if (row[at] === '"') {
      let end = row.indexOf('"', at + 1);
      while (row[end + 1] === '"' && end !== -1) end = row.indexOf('"', end + 2);
      if (end === -1) throw new SyntaxError('a quote is not closed');
      cells.push(row.slice(at + 1, end).replaceAll('""', '"'));
      if (end + 1 < row.length && row[end + 1] !== ',') throw new SyntaxError('text follows a closing quote');
      at = end + 2;
    } else {
      const comma = row.indexOf(',', at);
      const end = comma === -1 ? row.length : comma;
      cells.push(end === at ? undefined : row.slice(at, end));
      at = end + 1;
    }
  }
  return cells;
};
