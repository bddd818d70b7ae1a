import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAppOfNothing } from './app-of-nothing.ts';

/** `npm run openapi` writes docs/openapi.json and docs/asyncapi.json. Nothing is called, so nothing has to be there. */
const { app } = createAppOfNothing();
for (const name of ['openapi.json', 'asyncapi.json']) {
  const { body } = await app.inject(`/${name}`);
  const file = fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
  console.log(`wrote ${file}`);
}
process.exit(0);
