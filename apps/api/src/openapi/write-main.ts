import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAppOfNothing } from './app-of-nothing.ts';

/** `npm run openapi` writes docs/openapi.json from the routes. Nothing is called, so nothing has to be there. */
const { app } = createAppOfNothing();
const { body } = await app.inject('/openapi.json');
const file = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
console.log(`wrote ${file}`);
process.exit(0);
