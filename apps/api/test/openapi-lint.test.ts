import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';

// Away from the tests of a running API: linters hold the event loop for seconds.

const committed = new URL('../../../docs/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(committed, 'utf8')) as {
  paths: Record<string, object>;
  components: { examples: Record<string, { value: unknown }> };
};

test('docs/openapi.json is clean by the rules of Redocly', async () => {
  const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [redocly, 'lint', fileURLToPath(committed), '--extends=recommended', '--max-problems=20'],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  expect(stderr).toContain('Your API description is valid.');
  expect(stderr).not.toContain('warning');
}, 60_000);

test('docs/openapi.json is clean by the rules of Spectral, which check every example against its schema', async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas as never, 'all']],
    // We have no address to give, SPDX names the licence, and tags stand in the order of a first use.
    rules: { 'contact-properties': 'off', 'license-url': 'off', 'openapi-tags-alphabetical': 'off' },
  });
  const faults = await linter.run(document as never);
  expect(faults.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`)).toEqual([]);
  const broken = { ...structuredClone(document), paths: { '/v1/keys': document.paths['/v1/keys'] } };
  broken.components.examples['unauthorized'] = { value: { code: 7 } };
  const found = await linter.run(broken as never);
  expect(found.map(({ code }) => code)).toContain('oas3-valid-media-example');
}, 60_000);
