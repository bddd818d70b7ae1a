import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');
const source = join(root, 'libs/client');

interface Package {
  name: string;
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
}

/** Where the package comes from, for npm's provenance; known to CI alone. */
const repositoryOf = ({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: NodeJS.ProcessEnv) =>
  GITHUB_REPOSITORY === undefined
    ? {}
    : {
        repository: {
          type: 'git',
          url: `git+${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}.git`,
          directory: 'libs/client',
        },
      };

/** Builds the package as it is published, JavaScript with declarations, into a directory. */
export const buildPackage = (directory: string): void => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const build = ['-p', join(source, 'tsconfig.build.json'), '--outDir', join(directory, 'dist')];
  execFileSync(join(root, 'node_modules/.bin/tsc'), build, { stdio: 'inherit' });
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  ) as Package;
  const published = {
    name,
    version,
    description,
    license,
    keywords: ['reports', 'call-centre', 'analytics', 'api-client'],
    ...repositoryOf(process.env),
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist'],
    dependencies,
    publishConfig: { access: 'public', provenance: true },
  };
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  cpSync(join(source, 'README.md'), join(directory, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
};
