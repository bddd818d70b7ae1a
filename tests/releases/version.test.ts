import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/services.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

test('every package has the version of the release, and asks for no other of ours', () => {
  const others = globSync('{apps,libs,infra}/*/package.json', { cwd: repository })
    .concat('tests/package.json', 'bench/package.json')
    .flatMap((path) => {
      const { dependencies = {}, ...manifest } = JSON.parse(read(path)) as {
        version?: string;
        dependencies?: Record<string, string>;
      };
      const ours = Object.entries(dependencies).filter(([name]) => name.startsWith('@reports/'));
      return [
        [path, manifest.version] as const,
        ...ours.map(([name, wanted]) => [`${path}: ${name}`, wanted] as const),
      ];
    })
    .filter(([, found]) => found !== version);
  expect(others).toEqual([]);
});

test('the changelog, the OpenAPI document and the image name it', () => {
  expect(read('CHANGELOG.md')).toContain(`\n## ${version}\n`);
  expect(JSON.parse(read('docs/openapi.json'))).toMatchObject({ info: { version } });
  expect(read('infra/docker/Dockerfile')).toContain(`\nARG VERSION=${version}\n`);
});
