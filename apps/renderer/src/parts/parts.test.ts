import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { neutralise, restoreNeutralised } from '@reports/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupLines } from './group-lines.ts';
import { nameFiles } from './name-files.ts';
import { streamZip, type ZipEntry } from './stream-zip.ts';
import { createWorkspaceTurns } from './workspace-turns.ts';

const names = (parts: [key: string | null, name: string][], withKey = true) =>
  nameFiles(
    parts.map(([key, name]) => ({ key, name })),
    { extension: 'pdf', withKey },
  );

test('files are called after who they are for, each by a name that no file system mistakes for another', () => {
  expect(
    names([
      ['agt_7', 'Asha Rao'],
      ['agt_8', 'Asha Rao'],
      ['agt/9', 'अनन्या शर्मा'],
      ['AGT_7', 'asha rao'],
      ['agt_10', 'agt_10'],
      ['../../etc', '...'],
    ]),
  ).toEqual([
    'asha-rao-agt_7.pdf',
    'asha-rao-agt_8.pdf',
    'अनन्या-शर्मा-agt-9.pdf',
    'asha-rao-AGT_7-2.pdf',
    'agt-10.pdf',
    '..-..-etc.pdf',
  ]);
  expect(
    names(
      [
        ['North', 'North'],
        [null, 'Without a team'],
        ['north', 'north'],
      ],
      false,
    ),
  ).toEqual(['north.pdf', 'without-a-team.pdf', 'north-2.pdf']);
});

test('rows of a CSV are grouped by their first cell, whatever stands in it, and keep their bytes', () => {
  const cell = (text: string) => `"${neutralise(text).replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (rows) => {
      const line = ([id, text]: readonly [string, string]) => `${cell(id)},${cell(text)},1\r\n`;
      const csv = Buffer.from(['agent_id,parameter,n\r\n', ...rows.map(line)].join(''));
      const grouped = groupLines(csv, restoreNeutralised);
      expect(grouped.header.toString()).toBe('agent_id,parameter,n\r\n');
      for (const [id] of rows) {
        const own = rows.filter(([other]) => other === id).map(line);
        expect(Buffer.concat(grouped.of(id)).toString()).toBe(own.join(''));
      }
    }),
  );
});

test('each entry of a ZIP is a stretch of it, and the next is made when the one before has gone out', async () => {
  const placed: [ZipEntry, number][] = [];
  let made = 0;
  const entries = async function* (): AsyncGenerator<ZipEntry> {
    for (let number = 0; number < 40; number += 1) {
      made += 1;
      yield { name: `आशा-${number}.bin`, content: Buffer.alloc(200_000, number) };
    }
  };
  const zip = streamZip(entries(), {
    modifiedAt: new Date('2024-01-31T18:00:12Z'),
    onPlaced: (entry, offset) => placed.push([entry, offset]),
  });
  zip.once('readable', () => expect(made).toBeLessThan(3));
  const bytes = await buffer(zip);
  expect(placed).toHaveLength(40);
  for (const [{ content }, offset] of placed) {
    expect(bytes.subarray(offset, offset + content.length).equals(content)).toBe(true);
  }
});

test('a ZIP whose entries fail fails, and one that nobody reads on ends them', async () => {
  const failing = async function* (): AsyncGenerator<ZipEntry> {
    yield { name: 'a', content: Buffer.from('a') };
    throw new Error('no figures');
  };
  const options = { modifiedAt: new Date(0), onPlaced: () => undefined };
  await expect(buffer(streamZip(failing(), options))).rejects.toThrow('no figures');

  const ended = Promise.withResolvers<void>();
  const endless = async function* (): AsyncGenerator<ZipEntry> {
    try {
      for (let number = 0; ; number += 1) yield { name: `${number}`, content: Buffer.alloc(100_000) };
    } finally {
      ended.resolve();
    }
  };
  const zip: Readable = streamZip(endless(), options);
  zip.once('data', () => zip.destroy());
  await ended.promise;
});

test('a workspace has two turns of a renderer, and another one has its own', async () => {
  const inTurn = createWorkspaceTurns();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = [inTurn('ws_1', () => promise), inTurn('ws_1', () => promise)];
  await expect(inTurn('ws_1', () => promise)).rejects.toMatchObject({
    code: 'workspace_busy',
    fate: 'passing',
  });
  await expect(inTurn('ws_2', async () => 'made')).resolves.toBe('made');
  resolve();
  await Promise.all(first);
  await expect(inTurn('ws_1', async () => 'made')).resolves.toBe('made');
});
