import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Component {
  name: string;
  version: string;
  purl: string;
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[];
}
interface Bom {
  bomFormat: string;
  specVersion: string;
  components: Component[];
}

/** What may be part of the services: licences that ask for no more than to be named. */
const allowed = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'ISC',
    'MIT',
    'MIT-0',
    'Unlicense',
  ],
  // Fonts, and data of browsers: both may be passed on as they are.
  ...['OFL-1.1', 'CC-BY-4.0'],
  // Taken under the one that is above.
  ...['(MPL-2.0 OR Apache-2.0)', '(MIT OR CC0-1.0)'],
]);
/** Their packages name none; this is what their files of licence hold. */
const unnamed = new Map([
  ['unionfs', 'Unlicense'],
  ['xmlhttprequest-ssl', 'MIT'],
]);

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = execFileSync('npm', ['run', '--silent', 'sbom'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
// CI keeps it with what it has built.
mkdirSync(join(root, 'out'), { recursive: true });
writeFileSync(join(root, 'out/sbom.cdx.json'), text);
const bom = JSON.parse(text) as Bom;
const foreign = bom.components.filter(({ purl }) => !purl.startsWith('pkg:npm/%40reports/'));

const licenceOf = ({ name, licenses = [] }: Component): string =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' AND ') ||
  (unnamed.get(name) ?? 'none');

test('npm run sbom writes the parts of the services as CycloneDX', () => {
  process.stdout.write(
    `CycloneDX ${bom.specVersion}: ${bom.components.length} parts, ${foreign.length} of them not ours\n`,
  );
  expect(bom.bomFormat).toBe('CycloneDX');
  const names = bom.components.map(({ name }) => name);
  for (const service of ['api', 'scheduler', 'aggregator', 'renderer', 'notifier']) {
    expect(names.some((name) => name === service || name === `@reports/${service}`)).toBe(true);
  }
  for (const part of ['fastify', 'handlebars', 'postgres', '@temporalio/worker'])
    expect(names).toContain(part);
  for (const { name, version, purl } of bom.components) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    expect(purl).toMatch(/^pkg:npm\//);
  }
});

test('every part that is not ours has a licence that we may use', () => {
  const others = foreign
    .map((part) => [part.name, licenceOf(part)] as const)
    .filter(([, licence]) => !allowed.has(licence));
  expect(others).toEqual([]);
});
