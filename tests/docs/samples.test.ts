import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocsDocument } from '@reports/api/docs-document';
import { expect, test } from 'vitest';
import { compileTypeScript, directoryOf, document } from '../clients/clients.ts';

interface Operation {
  operationId: string;
  'x-codeSamples'?: { lang: string; source: string }[];
}

test('every operation of /docs has a sample in TypeScript, and all of them compile strictly', async () => {
  const shown = createDocsDocument(JSON.parse(readFileSync(document, 'utf8')) as never);
  const operations = Object.values(shown.paths).flatMap((methods) => Object.values(methods) as Operation[]);
  const directory = directoryOf('docs-samples');
  const without: string[] = [];
  for (const { operationId, 'x-codeSamples': samples = [] } of operations) {
    const source = samples.find(({ lang }) => lang === 'TypeScript')?.source;
    if (source === undefined) without.push(operationId);
    else writeFileSync(join(directory, `${operationId}.ts`), source);
  }
  expect(without).toEqual(['downloadFile']);
  await compileTypeScript(directory);
});
