import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PdfEngine } from '../src/pdf/pdf-engine.ts';
import { descendantsOf, type Process } from './descendants.ts';
import { createTestEngine } from './test-engine.ts';

const secrets = {
  S3_SECRET_KEY: 'seeded-secret-of-storage',
  SIGNING_KEY: 'seeded-signing-key',
  DATABASE_URL: 'seeded-url',
};
let engine: PdfEngine;
let chromiums: Process[];

beforeAll(async () => {
  Object.assign(process.env, secrets);
  engine = createTestEngine();
  await engine.print('<h1>Confined</h1>', 'ws_a');
  chromiums = descendantsOf(process.pid).filter(({ command }) => /chrom|headless/i.test(command));
});
afterAll(async () => {
  await engine.close();
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
});

describe.runIf(process.platform === 'linux')('whoever takes Chromium over', () => {
  test('finds nothing in its environment', () => {
    expect(chromiums.length).toBeGreaterThan(2);
    for (const { environment } of chromiums) {
      expect(environment).not.toMatch(/seeded/);
      const names = environment.split('\0').map((entry) => entry.split('=')[0]);
      expect(names.filter((name) => /KEY|SECRET|URL|TOKEN|PASS/i.test(name ?? ''))).toEqual([]);
    }
  });

  test.runIf(process.getuid?.() === 0)('is not root', () => {
    const users = new Set(
      chromiums.filter(({ command }) => command.includes('--type=')).map(({ user }) => user),
    );
    expect(users).toEqual(new Set([64_010]));
  });

  test('is in its sandbox, wherever the system has one', () => {
    const renderers = chromiums.filter(({ command }) => command.includes('--type=renderer'));
    const browser = chromiums.filter(({ command }) => !command.includes('--type=')).at(-1);
    expect(renderers.length).toBeGreaterThan(0);
    if (browser?.command.includes('--no-sandbox')) return;
    // Seccomp mode 2: a filter of system calls.
    expect(renderers.every(({ seccomp }) => seccomp === 2)).toBe(true);
  });
});
