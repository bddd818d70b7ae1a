import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { buildPackage } from './support/build-package.ts';

/** `npm run client:pack`: builds the package into `out/client`, and packs it there. `npm publish --provenance` in it publishes it. */
const directory = resolve(import.meta.dirname, '../../../out/client');
buildPackage(directory);
execFileSync('npm', ['pack'], { cwd: directory, stdio: 'inherit' });
