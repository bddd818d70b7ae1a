import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { detectEncoding } from './read-lines.ts';
import { type Reading, type ReadOptions, readRecords } from './read-records.ts';

const directory = mkdtempSync(join(tmpdir(), 'records-'));
afterAll(() => rmSync(directory, { recursive: true }));

const read = async (content: string | Buffer, options: Partial<ReadOptions>): Promise<Reading[]> => {
  const file = join(directory, 'file');
  writeFileSync(file, content);
  const readings: Reading[] = [];
  const encoding = await detectEncoding(file);
  for await (const reading of readRecords(file, { kind: 'calls', format: 'csv', encoding, ...options }))
    readings.push(reading);
  return readings;
};

const textOf = (readings: readonly Reading[]): string =>
  readings.flatMap(({ lines }) => lines.map(({ text, ending }) => text + ending)).join('');
const recordsOf = (readings: readonly Reading[]): Record<string, unknown>[] =>
  readings.flatMap(({ json }) => (json === undefined ? [] : [JSON.parse(json) as Record<string, unknown>]));
/** Rejected readings by their first line's number. */
const faultsOf = (readings: readonly Reading[]): Record<number, string> =>
  Object.fromEntries(
    readings.flatMap(({ lines, faults }) =>
      faults
        ? [[lines[0]?.number, faults.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join('; ')]]
        : [],
    ),
  );

const header = 'call_id,campaign_id,agent_id,contact_id,started_at,duration_seconds,connected';
const row = (number: number) => `c${number},cmp,agt,con,2026-11-01T10:00:00Z,61,true`;
const checkHeader = 'check_id,call_id,campaign_id,agent_id,checked_at,check,passed,severity,detail';
const check = (number: number, detail: string) =>
  `k${number},c${number},cmp,agt,2026-11-01T10:00:00Z,Terms,true,low,${detail}`;

describe('a file with damage', () => {
  test('a quote that is not closed at line 31 of 2,000 costs one line', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => (index === 0 ? header : row(index + 1)));
    lines[30] = `c31,"cmp,agt,con,2026-11-01T10:00:00Z,61,true`;
    const readings = await read(lines.join('\n'), {});
    expect(recordsOf(readings)).toHaveLength(1_998);
    expect(faultsOf(readings)).toEqual({ 31: 'the quote that opens at character 5 is not closed' });
  });

  test('one that another cell closes costs one line, too, and lines that quotes hold together stay whole', async () => {
    const lines = [
      checkHeader,
      check(1, '"two\r\nlines, ""quoted"""'),
      check(2, '"never closed'),
      check(3, '"closed here"'),
      check(4, '5" of cable'),
      check(5, '"good" bad'),
      check(6, '"fine, again"'),
    ];
    const readings = await read(lines.join('\r\n'), { kind: 'compliance_checks' });
    expect(recordsOf(readings).map(({ detail }) => detail)).toEqual([
      'two\r\nlines, "quoted"',
      'closed here',
      'fine, again',
    ]);
    expect(faultsOf(readings)).toEqual({
      4: expect.stringContaining('is not closed'),
      6: expect.stringContaining('is not closed'),
      7: expect.stringContaining('closing quote'),
    });
  });

  test('cells too many or too few, and values that the API refuses, are told in its words', async () => {
    const readings = await read(
      [header, 'c1,cmp', row(2), 'c3,cmp,agt,con,2026-11-01,-5,perhaps', '', ',,,,,,', row(7)].join('\n'),
      {},
    );
    expect(faultsOf(readings)).toEqual({
      2: 'has 2 cells, the header has 7',
      4: expect.stringMatching(
        /\/started_at must be an instant.*; \/duration_seconds must be a whole number.*; \/connected must be true or false/,
      ),
    });
    expect(readings.map(({ is }) => is)).toEqual([
      'header',
      'rejected',
      'record',
      'rejected',
      'empty',
      'empty',
      'record',
    ]);
  });

  /** A change anywhere in a text: what hands, editors and programs do to files. */
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 40 }),
    insert: fc.constantFrom(
      '',
      '"',
      '""',
      '\n',
      '\r',
      '\r\n',
      ',',
      '"\n"',
      '\u0000',
      '\uFEFF',
      'é',
      '{',
      ';',
    ),
  });
  const apply = (text: string, damages: { at: number; remove: number; insert: string }[]): string =>
    damages.reduce((current, { at, remove, insert }) => {
      // The header stays: without it nothing is read, and that is said.
      const first = current.indexOf('\n') + 1;
      const place = first + Math.floor(at * (current.length - first));
      return current.slice(0, place) + insert + current.slice(place + remove);
    }, text);

  test.each(['csv', 'ndjson'] as const)(
    'of a %s file no line is lost, doubled or changed, whatever is done to it',
    async (format) => {
      const checks = Array.from({ length: 60 }, (_, index) =>
        check(index, index % 7 === 0 ? `"line one\nline ""two"", ${index}"` : `plain ${index}`),
      );
      const json = Array.from({ length: 60 }, (_, index) =>
        JSON.stringify({ agent_id: `a${index}`, name: `Agent "${index}"` }),
      );
      const whole = format === 'csv' ? [checkHeader, ...checks].join('\n') : ['', ...json].join('\n');
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { maxLength: 12 }), async (damages) => {
          const text = apply(whole, damages);
          const kind = format === 'csv' ? 'compliance_checks' : 'agents';
          const readings = await read(text, { kind, format, encoding: 'utf-8' });
          expect(textOf(readings)).toBe(text);
          // Accepted + rejected + header + empty = lines, as an editor counts them.
          const counted = readings.reduce((sum, { lines }) => sum + lines.length, 0);
          const lines = text.split(/\r\n|\n|\r/);
          expect(counted).toBe(lines.at(-1) === '' ? lines.length - 1 : lines.length);
          for (const { is, json: record, faults } of readings) {
            expect(record !== undefined).toBe(is === 'record');
            expect(faults !== undefined).toBe(is === 'rejected');
          }
        }),
        { numRuns: 300 },
      );
    },
    60_000,
  );

  test('a file that is damaged in one place loses no record that stands elsewhere', async () => {
    const count = 50;
    const whole = [header, ...Array.from({ length: count }, (_, index) => row(index))].join('\n');
    await fc.assert(
      fc.asyncProperty(damage, async (one) => {
        const readings = await read(apply(whole, [one]), { encoding: 'utf-8' });
        // Up to 40 characters and a line break more: that touches two lines at the most.
        expect(recordsOf(readings).length).toBeGreaterThanOrEqual(count - 2);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe('what Excel and exports give', () => {
  const spoken = 'Call ID;Campaign ID;Agent ID;Contact ID;Started At;Duration Seconds;Connected;Remarks';

  test('semicolons, decimal commas, local times, yes and no, names as people write them, and columns of no field', async () => {
    const ignored: string[][] = [];
    const readings = await read(
      [
        'sep=;',
        spoken,
        'c1;cmp;agt;con;2026-11-01 10:00:00;1.061;TRUE;x',
        'c2; cmp ;agt;con;2026-07-01 10:00;0:01:01;no;',
      ].join('\r\n'),
      {
        timezone: 'Europe/Berlin',
        decimals: 'comma',
        onHeader: ({ ignored: names }) => ignored.push(names),
      },
    );
    expect(recordsOf(readings)).toEqual([
      expect.objectContaining({
        started_at: '2026-11-01T09:00:00Z',
        duration_seconds: 1_061,
        connected: true,
      }),
      expect.objectContaining({
        campaign_id: 'cmp',
        started_at: '2026-07-01T08:00:00Z',
        duration_seconds: 61,
        connected: false,
      }),
    ]);
    expect(ignored).toEqual([['Remarks']]);
    expect(readings.filter(({ is }) => is === 'header')).toHaveLength(2);
  });

  test.each([
    ['85,25', undefined, ';', 85.25],
    ['85.25', undefined, ';', 85.25],
    ['1.085,25', 'comma', ';', 1_085.25],
    ['1 085,5', undefined, ';', 1_085.5],
    ['"85,25"', 'comma', ',', 85.25],
    ['"85,25"', undefined, ',', '85,25'],
  ] as const)(
    'the score %s with decimals %s in a file parted by %s is %s',
    async (cell, decimals, by, score) => {
      const names = [
        'call_id',
        'campaign_id',
        'agent_id',
        'evaluated_at',
        'score',
        'passed',
        'parameters',
      ].join(by);
      const cells = ['c', 'm', 'a', '2026-11-01T10:00:00Z', cell, '1', '[]'].join(by);
      const [, reading] = await read(`${names}\n${cells}\n`, {
        kind: 'evaluations',
        ...(decimals && { decimals }),
      });
      if (typeof score === 'number' && score <= 100)
        expect(recordsOf(reading ? [reading] : [])[0]).toMatchObject({ score });
      else expect(faultsOf(reading ? [reading] : [])[2]).toContain('/score must be a number');
    },
  );

  test.each([
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 LE', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 BE', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-16 without its mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('%s is read, parted by tabs', async (_, encode) => {
    const readings = await read(encode('agent_id\tname\na1\tŁukasz\na2\t王小明\n'), { kind: 'agents' });
    expect(recordsOf(readings).map(({ name }) => name)).toEqual(['Łukasz', '王小明']);
  });

  test('bytes of another encoding are told, and read once it is named', async () => {
    const bytes = Buffer.from('agent_id,name\na1,José\na2,Ann\n', 'latin1');
    expect(faultsOf(await read(bytes, { kind: 'agents' }))).toEqual({
      2: expect.stringContaining('--encoding windows-1252'),
    });
    const readings = await read(bytes, { kind: 'agents', encoding: 'windows-1252' });
    expect(recordsOf(readings).map(({ name }) => name)).toEqual(['José', 'Ann']);
  });

  test('a mapping names columns that are called otherwise', async () => {
    const readings = await read('Nr,Agent name,Nom\n7,wrong,Ann\n', {
      kind: 'agents',
      map: { Nr: 'agent_id', nom: 'name' },
    });
    expect(recordsOf(readings)).toEqual([{ agent_id: '7', name: 'Ann' }]);
  });

  test('a header that does not fit tells all that is wrong with it', async () => {
    await expect(
      read('Nr,name,Name\n', { kind: 'agents', map: { Number: 'agent_id', Nr: 'agent' } }),
    ).rejects.toThrow(
      /column "Number"[^]*field "agent"; agents have agent_id, name, team[^]*both fill name[^]*no column fills agent_id/,
    );
    await expect(read('', {})).rejects.toThrow('The file is empty');
  });

  test('a time without a zone is refused, not guessed; a format and a zone make it an instant', async () => {
    const lines = (time: string) => `${header}\nc1,cmp,agt,con,${time},61,1\n`;
    expect(faultsOf(await read(lines('2026-11-01 10:00:00'), {}))[2]).toContain('instant');
    expect(faultsOf(await read(lines('01/11/2026 10:00'), { timezone: 'Asia/Kolkata' }))[2]).toContain(
      'instant',
    );
    const options = { timezone: 'Asia/Kolkata', dateFormat: 'dd/MM/yyyy HH:mm' };
    expect(recordsOf(await read(lines('01/11/2026 10:00'), options))[0]).toMatchObject({
      started_at: '2026-11-01T04:30:00Z',
      connected: true,
    });
  });
});

test('reading goes on at any line of a row, as it would have', async () => {
  const text = [checkHeader, check(1, '"a\nb"'), check(2, 'c'), check(3, '"d\n\ne"'), check(4, '"f')].join(
    '\n',
  );
  const readings = await read(text, { kind: 'compliance_checks' });
  for (const [index, { lines }] of readings.entries()) {
    const rest = await read(text, { kind: 'compliance_checks', fromLine: lines[0]?.number ?? 0 });
    expect(textOf(rest)).toBe(textOf(readings.slice(index)));
    expect(rest.map(({ is }) => is)).toEqual(readings.slice(index).map(({ is }) => is));
  }
});
