import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnLetters, escapeText, styleSheet } from './cells.ts';
import { layOutTable, type Paper } from './layout.ts';
import { type NotesSheet, notesXml, type TableSheet, tableXml } from './sheet.ts';

type Sheet = NotesSheet | TableSheet;

interface Workbook {
  title: string;
  author: string;
  /** An instant, ISO 8601. */
  createdAt: string;
  /** What it is printed on, where it is. */
  paper: Paper;
  /** Read one after the other, each once. Names are unique, 31 characters at most, without `[]:*?/\`. */
  sheets: readonly Sheet[];
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006';
const packaged = 'http://schemas.openxmlformats.org/package/2006';

const contentTypesXml = (sheets: readonly Sheet[]): string =>
  `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${main}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${main}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${sheets
    .map(
      (_sheet, index) =>
        `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${main}.worksheet+xml"/>`,
    )
    .join('')}</Types>`;

const rootRelations = `${declaration}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packaged}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`;

const coreXml = ({ title, author, createdAt }: Workbook): string =>
  `${declaration}<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeText(title)}</dc:title><dc:creator>${escapeText(author)}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${createdAt}</dcterms:created></cp:coreProperties>`;

/** What is printed on every page of a table: its head, and the columns that say what a row is of where it is several pages wide. */
const printTitles = ({ name, columns, firstRows = [] }: TableSheet, paper: Paper): string => {
  const sheet = `'${escapeText(name.replaceAll("'", "''"))}'`;
  const { repeatedColumns } = layOutTable(columns, firstRows, paper);
  const aside = repeatedColumns === 0 ? [] : [`${sheet}!$A:$${columnLetters(repeatedColumns - 1)}`];
  return [...aside, `${sheet}!$1:$1`].join(',');
};

const workbookXml = ({ sheets, paper }: Workbook): string => {
  const titles = sheets.flatMap((sheet, index) =>
    'columns' in sheet
      ? [
          `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${printTitles(sheet, paper)}</definedName>`,
        ]
      : [],
  );
  return `${declaration}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}/relationships"><bookViews><workbookView/></bookViews><sheets>${sheets
    .map(
      ({ name }, index) =>
        `<sheet name="${escapeText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
    )
    .join(
      '',
    )}</sheets>${titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : ''}</workbook>`;
};

const workbookRelations = (sheets: readonly Sheet[]): string =>
  `${declaration}<Relationships xmlns="${packaged}/relationships">${sheets
    .map(
      (_sheet, index) =>
        `<Relationship Id="rId${index + 1}" Type="${office}/relationships/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
    )
    .join(
      '',
    )}<Relationship Id="rId${sheets.length + 1}" Type="${office}/relationships/styles" Target="styles.xml"/></Relationships>`;

/**
 * An Office Open XML workbook (ECMA-376) as a stream of bytes, written while its rows are read: what it holds does not grow with them.
 * An error of the rows is the stream's; whoever destroys the stream ends the rows.
 */
export const streamWorkbook = (workbook: Workbook): Readable => {
  const { sheets, createdAt, paper } = workbook;
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  // Level 1 is three times as fast as 6, for files that are a tenth larger: XML is words that repeat.
  const options = { mtime: new Date(createdAt), compressionLevel: 1 };
  let reading: Readable | undefined;
  const fail = (error: Error) => output.destroy(error);
  zip.on('error', fail);
  output.once('close', () => reading?.destroy());

  const parts = {
    '[Content_Types].xml': contentTypesXml(sheets),
    '_rels/.rels': rootRelations,
    'docProps/core.xml': coreXml(workbook),
    'xl/workbook.xml': workbookXml(workbook),
    'xl/_rels/workbook.xml.rels': workbookRelations(sheets),
    'xl/styles.xml': styleSheet,
  };
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name, options);
  for (const [index, sheet] of sheets.entries()) {
    const name = `xl/worksheets/sheet${index + 1}.xml`;
    if (!('columns' in sheet)) zip.addBuffer(notesXml(sheet, { paper, isFirst: index === 0 }), name, options);
    else {
      zip.addReadStreamLazy(name, options, (hand) => {
        reading = Readable.from(tableXml(sheet, paper), { objectMode: false });
        reading.once('error', fail);
        hand(null, reading);
      });
    }
  }
  zip.end();
  return output;
};
