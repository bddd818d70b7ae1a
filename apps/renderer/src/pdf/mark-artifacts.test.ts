import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markArtifacts } from './mark-artifacts.ts';

const pagination = '/Artifact <</Type /Pagination>> BDC';
const layout = '/Artifact BMC';

test('text of no element is the running foot, paths of no element are layout, and what is marked stays as it is', () => {
  const content = [
    'q',
    'BT',
    '/Span<</ActualText <FEFF2068> >> BDC',
    '<0003> Tj',
    'EMC',
    'ET',
    '0 0 658 900 re',
    'W* n',
    '/P <</MCID 0 >>BDC',
    '0 0 10 10 re',
    'f',
    'BT',
    '<0031> Tj',
    'ET',
    'EMC',
    '1 0 0 rg',
    '0 0 20 1 re',
    'f',
    '0 0 m',
    '1 1 l',
    'S',
    '/P <</MCID 1 >>BDC',
    'Q',
    'EMC',
    '/X7 Do',
    'Q',
  ];
  const marked = markArtifacts(`${content.join('\n')}\n`)
    .trimEnd()
    .split('\n');
  const added = (line: string) => line === pagination || line === layout;
  expect(
    marked.flatMap((line, index) => (added(line) ? [`${line} before ${marked[index + 1]}`] : [])),
  ).toEqual([`${pagination} before BT`, `${layout} before 0 0 20 1 re`, `${layout} before /X7 Do`]);
  expect(marked[marked.indexOf('ET') + 1]).toBe('EMC');
  expect(marked[marked.indexOf('/P <</MCID 1 >>BDC') - 1]).toBe('EMC');
});

const text = ['BT', '/F4 9 Tf', '1 0 0 -1 0 0 Tm', '<0003> Tj', 'ET'];
const path = fc.constantFrom(
  ['0 0 9 9 re', 'f'],
  ['0 0 m', '1 1 l', 'S'],
  ['0 0 m', '0 0 1 1 2 2 c', 'h', 'f*'],
  ['/X7 Do'],
);
const loose = fc.oneof(
  fc.constant(text),
  path,
  fc.constantFrom(
    ['q'],
    ['Q'],
    ['1 0 0 RG 1 0 0 rg'],
    ['0 0 9 9 re', 'W* n'],
    ['/G3 gs'],
    ['1 0 0 1 0 0 cm'],
  ),
);
const element = fc
  .array(loose, { maxLength: 4 })
  .map((inside) => ['/P <</MCID 0 >>BDC', ...inside.flat(), 'EMC']);

test('whatever a page holds, all that is drawn is marked once, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(loose, element), { maxLength: 30 }), (stretches) => {
      const lines = stretches.flat();
      const marked = markArtifacts(lines.map((line) => `${line}\n`).join(''))
        .split('\n')
        .filter(Boolean);
      const open: string[] = [];
      const kept: string[] = [];
      let inText = false;
      for (const line of marked) {
        if (line.endsWith('BDC') || line.endsWith('BMC')) open.push(line);
        if (/^(?:f\*?|S|BT)$| Do$/.test(line)) expect(open).toHaveLength(1);
        if (line === 'BT') inText = true;
        if (inText && line.includes('Artifact')) expect.unreachable();
        if (line === 'ET') inText = false;
        const closed = line === 'EMC' ? open.pop() : undefined;
        if (!(line.includes('Artifact') || closed?.includes('Artifact'))) kept.push(line);
      }
      expect(open).toEqual([]);
      expect(kept).toEqual(lines);
    }),
  );
});
