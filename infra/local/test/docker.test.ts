import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchAttributeTypes } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { root } from '../src/layout.ts';
import { serviceNames, sparing } from '../src/services.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the files for Docker', () => {
  test.each(serviceNames)('make an image of %s, which starts it as the local platform does', (service) => {
    const dockerfile = read('infra/docker/Dockerfile');
    const [, stage = ''] =
      new RegExp(String.raw`^FROM \w+ AS ${service}\n([^]*?)(?=^FROM|$(?![^]))`, 'm').exec(dockerfile) ?? [];
    expect(stage).toContain(`COPY --from=${service}-packages /app ./\n`);
    const { options = [], environment = {} } = sparing[service] ?? {};
    const command = [...options, `apps/${service}/src/main.ts`];
    expect(stage).toContain(`CMD [${command.map((part) => JSON.stringify(part)).join(', ')}]\n`);
    expect(
      Object.fromEntries([...stage.matchAll(/^ENV (\w+)=(.*)$/gm)].map((match) => match.slice(1))),
    ).toEqual(environment);
    expect(dockerfile).toMatch(
      new RegExp(
        String.raw`^FROM packages AS ${service}-packages\nRUN .* install-packages\.sh ${service}$`,
        'm',
      ),
    );
    expect(read('docker-compose.yml')).toMatch(
      new RegExp(
        String.raw`^  ${service}:\n    <<: \*service\n    build: \{ <<: \*build, target: ${service} \}\n    image: reports-${service}\n`,
        'm',
      ),
    );
  });

  test("cut Temporal's histories into as many shards as the local platform", () => {
    const [, shards] =
      /^const historyShards = (\d+);$/m.exec(read('infra/local/src/engines/temporal-on-postgres.ts')) ?? [];
    expect(read('docker-compose.yml')).toContain(`NUM_HISTORY_SHARDS: '${shards}'\n`);
  });

  test('give Chromium to the renderer alone', () => {
    const onBrowser = [...read('infra/docker/Dockerfile').matchAll(/^FROM browser AS (\w+)$/gm)];
    expect(onBrowser.map(([, stage]) => stage)).toEqual(['renderer']);
  });

  test.each(Object.entries(searchAttributeTypes))(
    'register the search attribute %s of type %s',
    (name, type) => {
      expect(read('infra/docker/temporal/create-namespace.sh')).toMatch(
        new RegExp(String.raw`^  --name ${name} --type ${type}(;| \\$)`, 'm'),
      );
    },
  );
});
