/** A cell: null where it is empty and unquoted, which is how a null is written; an empty text is `""`. */
export type Cell = string | null;

/** Takes a CSV of any length in pieces. The cells given to `onRecord` are one array that is used again. */
export interface CsvParser {
  push: (text: string) => void;
  /** Throws when the text ends within quotes. */
  end: () => void;
}

const comma = 44;
const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** A parser of RFC 4180: commas, CRLF (LF alone is taken too), quotes doubled within quotes, which may hold line ends. */
export const createCsvParser = (onRecord: (cells: readonly Cell[]) => void): CsvParser => {
  /** What is left of the pieces so far: the unfinished record. */
  let rest = '';
  const cells: Cell[] = [];

  /** Reads one record from `start`; says where the next begins, or -1 where this one is not whole. */
  const readRecord = (text: string, start: number, last: boolean): number => {
    cells.length = 0;
    let at = start;
    for (;;) {
      if (text.charCodeAt(at) === quote) {
        let close = text.indexOf('"', at + 1);
        let doubled = false;
        while (close >= 0 && text.charCodeAt(close + 1) === quote) {
          doubled = true;
          close = text.indexOf('"', close + 2);
        }
        // A quote at the very end may be the first of two.
        if (close < 0 || (close === text.length - 1 && !last)) return -1;
        const cell = text.slice(at + 1, close);
        cells.push(doubled ? cell.replaceAll('""', '"') : cell);
        at = close + 1;
      } else {
        const from = at;
        for (let code = text.charCodeAt(at); at < text.length; code = text.charCodeAt((at += 1))) {
          if (code === comma || code === lineFeed || code === carriageReturn) break;
        }
        if (at === text.length && !last) return -1;
        cells.push(at === from ? null : text.slice(from, at));
      }
      const code = text.charCodeAt(at);
      if (code === comma) at += 1;
      else if (code === carriageReturn) {
        if (at + 1 === text.length && !last) return -1;
        return text.charCodeAt(at + 1) === lineFeed ? at + 2 : at + 1;
      } else return at + 1;
    }
  };

  const take = (text: string, last: boolean): void => {
    let start = 0;
    while (start < text.length) {
      const next = readRecord(text, start, last);
      if (next < 0) break;
      onRecord(cells);
      start = next;
    }
    rest = text.slice(start);
  };

  return {
    push: (text) => take(rest + text, false),
    end: () => {
      take(rest, true);
      if (rest !== '') throw new SyntaxError('The CSV ends within quotes.');
    },
  };
};
