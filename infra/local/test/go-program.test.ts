import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findOrBuild } from '../src/install/go-program.ts';

let directory: string;
const said: string[] = [];

/** A program that prints its version and nothing else. */
const program = (path: string, prints: string): string => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(path, 0o755);
  return path;
};

/** Go, as far as we use it: `go install PACKAGE@VERSION` leaves a program in GOBIN that prints that version. */
const fakeGo = `#!/bin/sh
printf '#!/bin/sh\\necho %s\\n' "$2" > "$GOBIN/engine"
chmod +x "$GOBIN/engine"
`;

const engine = (version: string) => ({
  name: 'engine',
  package: 'example.com/engine',
  version,
  atLeast: [2, 10] as const,
  versionPattern: /v(\d+)\.(\d+)/,
  binaryVariable: 'ENGINE_PATH',
  serverVariable: 'ENGINE_URL',
  minutes: 1,
});

const find = (version: string) => findOrBuild(engine(version), (line) => said.push(line));
const cached = (name: string): string => join(directory, 'cache/reports-platform/bin', name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'go-program-'));
  said.length = 0;
  program(join(directory, 'path/go'), '');
  writeFileSync(join(directory, 'path/go'), fakeGo);
  vi.stubEnv('XDG_CACHE_HOME', join(directory, 'cache'));
  vi.stubEnv('PATH', [join(directory, 'path'), '/usr/bin', '/bin'].join(delimiter));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test('an upgrade arrives: a program is built and kept under its version', async () => {
  program(cached('engine'), 'v2.0.0, from before versions were told apart');
  expect(await find('v2.15.1')).toBe(cached('engine@v2.15.1'));
  expect(await find('v2.15.2')).toBe(cached('engine@v2.15.2'));
  said.length = 0;
  expect(await find('v2.15.1')).toBe(cached('engine@v2.15.1'));
  expect(said).toEqual([]);
});

test.each(['engine: v2.10.0', 'engine: v2.99.1-beta'])('“%s” on the PATH is taken', async (prints) => {
  const found = program(join(directory, 'path/engine'), prints);
  expect(await find('v2.15.2')).toBe(found);
});

test.each(['engine: v2.9.25', 'engine: v3.0.0', 'engine DEVELOPMENT'])(
  '“%s” on the PATH is not taken, and said',
  async (prints) => {
    program(join(directory, 'path/engine'), prints);
    expect(await find('v2.15.2')).toBe(cached('engine@v2.15.2'));
    expect(said[0]).toContain('and 2.10 is needed');
  },
);

test('a program that a setting names is taken as it is', async () => {
  const named = program(join(directory, 'mine'), 'engine: v1.0.0');
  vi.stubEnv('ENGINE_PATH', named);
  expect(await find('v2.15.2')).toBe(named);
});
