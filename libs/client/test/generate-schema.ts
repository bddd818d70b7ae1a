import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript';

export const schemaFile = fileURLToPath(new URL('../src/schema.ts', import.meta.url));
const documentFile = new URL('../../../docs/openapi.json', import.meta.url);

/** The types of the platform's OpenAPI document, as `schema.ts` must have them. */
export const generateSchema = async (): Promise<string> => {
  const document = JSON.parse(readFileSync(documentFile, 'utf8')) as OpenAPI3;
  // A field with a default may be left out of a request: the API fills it in.
  const nodes = await openapiTS(document, { defaultNonNullable: false, alphabetize: true });
  return `${COMMENT_HEADER}${astToString(nodes)}`;
};
