import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateSchema, schemaFile } from './generate-schema.ts';

test('the types are those of docs/openapi.json (`npm run client` writes them)', async () => {
  // Compared as a whole: thousands of differing lines would help nobody.
  expect(readFileSync(schemaFile, 'utf8') === (await generateSchema())).toBe(true);
});
