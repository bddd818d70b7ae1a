import { unsubscribeUrl } from '@reports/signing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { signingKey, startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const linkFor = (address: string, reportId = 'rpt_8Xm3kL9wP'): string =>
  unsubscribeUrl({
    publicUrl: api.url,
    signingKeys: [signingKey],
    subscription: { workspaceId: client.workspaceId, reportId, address },
  });

const unsubscribed = async (): Promise<{ report_id: string; address: string }[]> =>
  api.database.withWorkspace(client.workspaceId, async (transaction) => {
    const rows = await transaction.execute<{ report_id: string; address: string }>(
      'select report_id, address from unsubscribes order by address',
    );
    return [...rows];
  });

test('opening the link asks and changes nothing', async () => {
  const response = await fetch(linkFor('ann+<b>@example.com'));
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("form-action 'self'");
  expect(page).toContain('ann+&lt;b&gt;@example.com');
  expect(page).toContain('<form method="post">');
  expect(await unsubscribed()).toEqual([]);
});

test.each([
  ['one click of a mail program', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
  [
    'one click as multipart',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
  ],
  ['the button', 'application/x-www-form-urlencoded', ''],
  ['the same again', 'application/x-www-form-urlencoded', ''],
])('%s stops that address alone', async (_name, type, body) => {
  const response = await fetch(linkFor('Eve@example.com'), {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    redirect: 'error',
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Unsubscribed');
  expect(await unsubscribed()).toEqual([{ report_id: 'rpt_8Xm3kL9wP', address: 'eve@example.com' }]);
});

test.each([
  ['another address', (link: string) => link.replace('mallory', 'eve')],
  ['another report', (link: string) => link.replace('rpt_8Xm3kL9wP', 'rpt_other')],
  ['no token', (link: string) => link.replace(/&token=.*/, '')],
  ['a token of another form', (link: string) => `${link}&token=x`],
])('a link altered to %s is refused', async (_name, alter) => {
  const before = await unsubscribed();
  const link = alter(linkFor('mallory@example.com'));
  for (const method of ['GET', 'POST']) {
    const response = await fetch(link, { method });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('not valid');
  }
  expect(await unsubscribed()).toEqual(before);
});
