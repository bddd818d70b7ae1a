import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { neutralise } from '@reports/contracts';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);

const findOffice = (): string | undefined => {
  try {
    return execFileSync('sh', ['-c', 'command -v soffice'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};
const office = findOffice();
/** A start of LibreOffice takes seconds: the other separators are for `npm run test:security`. */
const isLong = process.env['REPORTS_LONG_TESTS'] === 'true';

const formulas = [
  '=1+1',
  '+1+1',
  '-1+1',
  '=HYPERLINK("http://example.com";"x")',
  '@SUM(1)',
  '＝1+1',
  '＋1+1',
];
const before = [
  '',
  'x;',
  'x\t',
  'x\n',
  'x\r',
  'x;"',
  ';',
  "x;'",
  'x;"";',
  '"',
  '"\n',
  'a;b;c;',
  '\t',
  '\r\n',
];
const hostile = before.flatMap((text) => formulas.map((formula) => text + formula));

const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csvOf = (cells: readonly string[]): string =>
  [
    'id,name,score',
    ...cells.flatMap((cell) => [`id,${quote(cell)},1.5`, `${quote(cell)},name,1.5`]),
    '',
  ].join('\r\n');

/** How many cells LibreOffice takes for formulas when it opens the CSV with this separator. */
const countFormulas = async (csv: string, separator: number): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-office-'));
  try {
    const file = join(directory, 'report.csv');
    writeFileSync(file, csv);
    // Separator, text delimiter, UTF-8, first line, column formats, language, quoted as text, special numbers.
    const filter = `CSV:${separator},34,76,1,,0,false,true,false,false,false,-1,true`;
    await run(
      office ?? '',
      [`-env:UserInstallation=file://${directory}/profile`, '--headless', `--infilter=${filter}`].concat([
        '--convert-to',
        'fods',
        '--outdir',
        directory,
        file,
      ]),
      { timeout: 90_000 },
    );
    const sheets = readFileSync(join(directory, 'report.fods'), 'utf8');
    return [...sheets.matchAll(/table:formula=/g)].length;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

describe.skipIf(office === undefined)('a CSV that LibreOffice opens', () => {
  test.each(
    [['semicolon', 59] as const, ['comma', 44] as const, ['tab', 9] as const].slice(0, isLong ? 3 : 1),
  )(
    'with %s as its separator has no formulas',
    async (name, separator) => {
      const raw = await countFormulas(csvOf(hostile), separator);
      const neutralised = await countFormulas(csvOf(hostile.map(neutralise)), separator);
      process.stdout.write(
        `${hostile.length} hostile texts, ${name}: ${raw} formulas as they are, ${neutralised} neutralised\n`,
      );
      expect(raw).toBeGreaterThan(0);
      expect(neutralised).toBe(0);
    },
    180_000,
  );
});
