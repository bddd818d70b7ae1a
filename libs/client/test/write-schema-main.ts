import { writeFileSync } from 'node:fs';
import { generateSchema, schemaFile } from './generate-schema.ts';

/** `npm run client`: writes the types of `docs/openapi.json` again. A test compares them. */
writeFileSync(schemaFile, await generateSchema());
