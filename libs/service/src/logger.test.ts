import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const logger = new URL('./logger.ts', import.meta.url).href;

/** What a process that runs this code with a logger writes. */
const logged = (code: string): string => {
  const program = `const { createLogger } = await import(${JSON.stringify(logger)});
    const log = createLogger({ service: 'test', level: 'trace' });
    ${code}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(stderr.replaceAll(/^.*(Warning|--trace-warnings).*$/gm, '').trim()).toBe('');
  return stdout;
};

test('a failed query says what failed, and nothing of what it was about', () => {
  const line = logged(`
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "webhooks_pkey"'), {
      name: 'PostgresError', code: '23505', constraint_name: 'webhooks_pkey', table_name: 'webhooks',
      detail: 'Key (url)=(https://seeded.example) already exists.', parameters: ['seeded-parameter'], query: 'insert',
    });
    const failed = Object.assign(
      new Error('Failed query: insert into webhooks values ($1, $2)\\nparams: seeded-one,seeded-two\\nmore', { cause: driver }),
      { query: 'insert', params: ['seeded-one', 'seeded-two'] },
    );
    log.warn({ err: failed }, 'a write failed');
    log.error({ err: new Error('invalid input syntax for type integer: "seeded-value"') });`);
  expect(line).not.toContain('seeded');
  expect(line).toContain('Failed query: insert into webhooks values ($1, $2)');
  expect(line).toContain('"constraint_name":"webhooks_pkey"');
  expect(line).toContain('"code":"23505"');
  expect(
    line
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each) as { level: string }),
  ).toHaveLength(2);
});

test('what looks like a secret or an address is cut out, wherever it stands, and lines stay JSON', () => {
  const line = logged(`
    const secrets = [
      'whsec_c2VlZGVkc2VlZGVk', 'nl_seeded_0123456789abcdef0123', 'Bearer seeded.token-value', 'https://a.example/f?token=seeded_token',
      'postgres://app:seeded-password@db/reports', 'seeded@example.com', 'first\\nseeded.name+tag@sub.example.co.in\\tlast', '"seeded@example.com"',
      '/v1/seeded%40example.com', '\\u0001seeded@bücher.example',
    ];
    for (const text of secrets) {
      log.trace(text);
      log.info({ path: text, deep: { list: [text] } }, 'path');
      log.error({ err: new Error(text, { cause: new Error(text) }) });
      log.child({ bound: text }).warn('bound');
    }`);
  const lines = line.trim().split('\n');
  expect(lines).toHaveLength(40);
  for (const each of lines) expect(() => JSON.parse(each) as unknown).not.toThrow();
  expect(line).not.toContain('seeded');
  expect(line).toContain('postgres://app:[redacted]@db/reports');
});
