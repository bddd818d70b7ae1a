import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchAttributeTypes } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { root } from '../src/layout.ts';
import { serviceNames } from '../src/services.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the files for Docker', () => {
  test.each(globSync('{apps,libs}/*/package.json', { cwd: root }))('install the packages of %s', (file) => {
    expect(read('infra/docker/Dockerfile')).toContain(`COPY ${file} ${file.replace('package.json', '')}\n`);
  });

  test.each(serviceNames)('start %s, as the local platform does', (service) => {
    expect(read('docker-compose.yml')).toMatch(
      new RegExp(
        String.raw`^  ${service}:\n    <<: \*service\n    command: \[apps/${service}/src/main\.ts\]`,
        'm',
      ),
    );
    expect(read('infra/docker/Dockerfile')).toContain(`--workspace apps/${service}`);
  });

  test.each(Object.entries(searchAttributeTypes))(
    'register the search attribute %s of type %s',
    (name, type) => {
      expect(read('docker-compose.yml')).toContain(`--search-attribute=${name}=${type}\n`);
    },
  );
});
