import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const command = fileURLToPath(new URL('../src/admin/main.ts', import.meta.url));
const admin = async (...words: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...words], {
    env: { ...process.env, DATABASE_OWNER_URL: api.server.ownerUrl },
  });
  return JSON.parse(stdout) as Record<string, string>;
};

test('the admin command makes a workspace, makes keys and revokes them', async () => {
  const { workspace_id = '', key = '', ...more } = await admin('workspaces', 'create', 'Acme Ltd');
  expect(more).toEqual({});
  const client = createClient({ url: api.url, key, workspaceId: workspace_id });
  expect((await client.send('POST', '/v1/keys', { scope: 'admin' })).status).toBe(403);
  expect((await client.get('/v1/reports')).status).toBe(200);

  const reader = await admin('keys', 'create', '--workspace', workspace_id, '--scope', 'read_only');
  expect(reader).toMatchObject({ workspace_id, scope: 'read_only', key: expect.stringMatching(/^nl_/) });
  const revoked = await admin('keys', 'revoke', reader['key_id'] ?? '');
  expect(revoked).toMatchObject({ key_id: reader['key_id'], revoked_at: expect.any(String) });
  expect((await client.with({ key: reader['key'] ?? '' }).get('/v1/reports')).status).toBe(401);
  const keys = (await admin('keys', 'list', '--workspace', workspace_id)) as unknown as object[];
  expect(keys).toHaveLength(2);
  expect(JSON.stringify(keys)).not.toMatch(/nl_|hash/);
});

test('the admin command says what is wrong and exits with 1', async () => {
  for (const [words, reason] of [
    [['keys', 'create', '--workspace', 'ws_none', '--scope', 'admin'], /There is no workspace ws_none/],
    [['keys', 'revoke', 'key_none'], /There is no key key_none/],
    [['frobnicate'], /no command[\s\S]*Usage/],
  ] as const) {
    await expect(admin(...words)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(reason),
    });
  }
});
