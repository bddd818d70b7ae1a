/** What a cell holds: it decides its type and its number format. Dates and instants are ISO 8601, rates are 0 to 1. */
export type CellKind = 'text' | 'date' | 'timestamp' | 'integer' | 'decimal' | 'rate';

export interface Cell {
  kind: CellKind | 'title' | 'heading' | 'figureHeading' | 'wrapped';
  value: unknown;
}

/** Characters of the widest column of text: what is longer is on several lines. */
export const maxTextWidth = 50;

/** What Excel holds in a cell. */
const maxCellCharacters = 32_767;

/** Places in `cellXfs` of {@link styleSheet}. */
const styles = {
  text: 0,
  heading: 1,
  title: 2,
  date: 3,
  timestamp: 4,
  integer: 5,
  decimal: 6,
  /** By the decimals of the percentage. */
  rate: [7, 8, 9],
  /** Text that would be a formula if somebody edited the cell and left it: Excel takes it for typed with an apostrophe before. */
  quoted: 10,
  /** Over figures: on their side, with room for the button of the filter. */
  figureHeading: 11,
  /** Text on as many lines as it needs. */
  wrapped: 12,
} as const;

const formats = { date: 164, timestamp: 165, decimal: 166, rateOneDecimal: 167 } as const;

/** The workbook's `styles.xml`: the number formats of all kinds of cells. */
export const styleSheet = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="4"><numFmt numFmtId="${formats.date}" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="${formats.timestamp}" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="${formats.decimal}" formatCode="#,##0.0"/><numFmt numFmtId="${formats.rateOneDecimal}" formatCode="0.0%"/></numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="16"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE9EEF5"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="13">${[
  'numFmtId="0" fontId="0" fillId="0" applyAlignment="1"><alignment vertical="top"/></xf>',
  'numFmtId="0" fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
  'numFmtId="0" fontId="2" fillId="0" applyFont="1"/>',
  `numFmtId="${formats.date}" fontId="0" fillId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>`,
  `numFmtId="${formats.timestamp}" fontId="0" fillId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>`,
  ...[3, formats.decimal, 9, formats.rateOneDecimal, 10].map(
    (format) =>
      // Off the text that begins in the next column.
      `numFmtId="${format}" fontId="0" fillId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" vertical="top" indent="1"/></xf>`,
  ),
  'numFmtId="0" fontId="0" fillId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top"/></xf>',
  'numFmtId="0" fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="right" vertical="top" wrapText="1" indent="2"/></xf>',
  'numFmtId="0" fontId="0" fillId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
]
  .map((xf) => `<xf borderId="0" xfId="0" ${xf}`)
  .join(
    '',
  )}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

const needsEscape = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]|_x[0-9a-fA-F]{4}_/u;
const special = /[&<>"\ufffe\uffff]|\p{Cc}|_(?=x[0-9a-fA-F]{4}_)/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters that XML can hold; a CR would come back as a LF. */
const isHeld = (character: string): boolean =>
  character === '\t' || character === '\n' || (character >= '\u007f' && character <= '\u009f');

const escapeOne = (character: string): string => {
  const entity = entities[character];
  if (entity !== undefined) return entity;
  if (isHeld(character)) return character;
  return `_x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`;
};

/**
 * A text in the XML of a workbook. What XML cannot hold, control characters, is written as Excel does it: `_x0007_` (ECMA-376, ST_Xstring); a text
 * that looks like that already keeps its look. Half a surrogate pair becomes U+FFFD.
 */
export const escapeText = (text: string): string =>
  needsEscape.test(text) ? text.toWellFormed().replace(special, escapeOne) : text;

/** Days since Excel's day 0, 30 December 1899. */
const unixEpoch = 25_569;
const dayMs = 86_400_000;

const serialOf = (text: string, kind: 'date' | 'timestamp'): number =>
  Date.parse(kind === 'date' ? `${text}T00:00:00Z` : text) / dayMs + unixEpoch;

/** `A`, `B`, … `XFD`. */
export const columnLetters = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : columnLetters(Math.floor(index / 26) - 1) + columnLetters(index % 26);

/** As many decimals of a percentage as show what the rate says: 0.78 is 78%, 0.996 is 99.6%. */
const rateStyleOf = (rate: number): number => {
  const decimals = (String(rate).split('.')[1]?.length ?? 0) - 2;
  return styles.rate[Math.max(0, Math.min(2, decimals)) as 0 | 1 | 2];
};

const looksLikeFormula = /^["']*[=+\-@\t\r\n＝＋－＠]/;

const styleOfText = (text: string): number => {
  if (looksLikeFormula.test(text)) return styles.quoted;
  return text.length > maxTextWidth || text.includes('\n') ? styles.wrapped : styles.text;
};

const textCell = (at: string, text: string, style: number): string => {
  const shown = text.length > maxCellCharacters ? `${text.slice(0, maxCellCharacters - 1)}…` : text;
  const named = style === styles.text ? styleOfText(shown) : style;
  return `<c r="${at}" s="${named}" t="inlineStr"><is><t xml:space="preserve">${escapeText(shown)}</t></is></c>`;
};

/** A cell's XML at `at` (`B7`); nothing where it holds nothing. A value that is not of its kind is shown as text. */
export const cellXml = (at: string, { kind, value }: Cell): string => {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number' && Number.isFinite(value)) {
    const style =
      kind === 'rate'
        ? rateStyleOf(value)
        : kind === 'integer' || kind === 'decimal'
          ? styles[kind]
          : styles.text;
    return `<c r="${at}" s="${style}"><v>${value}</v></c>`;
  }
  if (typeof value === 'string' && (kind === 'date' || kind === 'timestamp')) {
    const serial = serialOf(value, kind);
    if (Number.isFinite(serial)) return `<c r="${at}" s="${styles[kind]}"><v>${serial}</v></c>`;
  }
  const style =
    kind === 'title' || kind === 'heading' || kind === 'figureHeading' || kind === 'wrapped'
      ? styles[kind]
      : styles.text;
  return textCell(at, typeof value === 'string' ? value : JSON.stringify(value), style);
};
