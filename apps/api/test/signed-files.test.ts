import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedUrl, verifySignature } from '@reports/signing';
import type { Client } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { signingKey, startApi, type TestApi } from './support/start-api.ts';

const newKey = 'the-key-after-a-rotation-of-32-bytes';

let api: TestApi;
let client: Client;
let reportId: string;
let sha256: string;
let link: string;

const content = 'campaign_id,score\r\ncmp_1,85.2\r\n';

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  reportId = await client.post({ format: 'csv' });
  ({ sha256 } = await completeReport(api, client, reportId, content, 'csv'));
  const { body } = await client.get(`/v1/reports/${reportId}`);
  link = String(body['download_url']).replace('http://127.0.0.1:1', client.url);
});
const alterToken = (link: string): string =>
  link.replace(/token=./, (match) => (match.endsWith('A') ? 'token=B' : 'token=A'));

afterAll(() => api.stop());

const fetchFile = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(url, { headers, method });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('a signed link', () => {
  test('gives the file without a key, as an attachment with a good name', async () => {
    const { status, headers, text } = await fetchFile(link);
    expect([status, text]).toEqual([200, content]);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="qa_performance_2024-01-01_2024-01-31.csv"',
    );
    expect(headers.get('content-length')).toBe(String(content.length));
    expect(headers.get('etag')).toBe(`"${sha256}"`);
    expect(headers.get('cache-control')).toBe('private, max-age=3600');
    expect(headers.get('accept-ranges')).toBe('bytes');
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  test('answers HEAD with the same headers and nothing else', async () => {
    const { status, headers, text } = await fetchFile(link, {}, 'HEAD');
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-length')).toBe(String(content.length));
    expect(headers.get('etag')).toBe(`"${sha256}"`);
  });

  test.each([
    ['bytes=0-4', content.slice(0, 5), `bytes 0-4/${content.length}`],
    ['bytes=13-', content.slice(13), `bytes 13-${content.length - 1}/${content.length}`],
    ['bytes=-4', content.slice(-4), `bytes ${content.length - 4}-${content.length - 1}/${content.length}`],
    ['bytes=0-9999', content, `bytes 0-${content.length - 1}/${content.length}`],
  ])('serves %s', async (range, part, contentRange) => {
    const { status, headers, text } = await fetchFile(link, { range });
    expect([status, text, headers.get('content-range')]).toEqual([206, part, contentRange]);
    expect(headers.get('content-length')).toBe(String(part.length));
    const head = await fetchFile(link, { range }, 'HEAD');
    expect([head.status, head.text, head.headers.get('content-range')]).toEqual([206, '', contentRange]);
  });

  test('serves the whole where several ranges are asked for, or one of another version', async () => {
    expect((await fetchFile(link, { range: 'bytes=0-1,3-4' })).status).toBe(200);
    expect((await fetchFile(link, { range: 'bytes=0-1', 'if-range': '"other"' })).text).toBe(content);
    expect((await fetchFile(link, { range: 'bytes=0-1', 'if-range': `"${sha256}"` })).text).toBe('ca');
  });

  test('puts a byte order mark before a CSV that Excel is to open, in parts too', async () => {
    const bytesOf = async (range?: string) => {
      const response = await fetch(`${link}&bom=1`, { headers: range ? { range } : {} });
      return {
        status: response.status,
        headers: response.headers,
        body: Buffer.from(await response.arrayBuffer()),
      };
    };
    const marked = Buffer.from(`\ufeff${content}`);
    const whole = await bytesOf();
    expect([whole.status, whole.body]).toEqual([200, marked]);
    expect(whole.headers.get('content-length')).toBe(String(marked.length));
    expect(whole.headers.get('etag')).toBe(`"${sha256}-bom"`);
    for (const [range, first, last] of [
      ['bytes=0-1', 0, 1],
      ['bytes=1-6', 1, 6],
      ['bytes=3-', 3, marked.length - 1],
      ['bytes=7-9', 7, 9],
      ['bytes=-2', marked.length - 2, marked.length - 1],
    ] as const) {
      const part = await bytesOf(range);
      expect([part.status, part.body]).toEqual([206, marked.subarray(first, last + 1)]);
      expect(part.headers.get('content-range')).toBe(`bytes ${first}-${last}/${marked.length}`);
    }
    expect((await fetchFile(`${link}&bom=0`)).text).toBe(content);
  });

  test('answers 416 to a range outside the file, saying how long it is', async () => {
    const { status, headers } = await fetchFile(link, { range: 'bytes=500-' });
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${content.length}`]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('content-disposition')).toBeNull();
  });

  test('answers 304 to whoever has the file', async () => {
    const { status, headers, text } = await fetchFile(link, { 'if-none-match': `"old", W/"${sha256}"` });
    expect([status, text, headers.get('etag')]).toEqual([304, '', `"${sha256}"`]);
  });

  test('is a 403 when it is altered, cut short, or another report is put in', async () => {
    const other = await client.post({ format: 'csv' });
    await completeReport(api, client, other, content, 'csv');
    const wrong = [
      alterToken(link),
      link.replace(/expires=\d+/, 'expires=9999999999'),
      link.replace(reportId, other),
      link.slice(0, -1),
      link.split('?')[0] ?? '',
      `${link}&token=x`,
    ];
    for (const url of wrong) {
      const { status, text } = await fetchFile(url);
      expect([status, JSON.parse(text).code]).toEqual([403, 'link_altered']);
    }
  });

  test('is a 403 after 24 hours', async () => {
    const dayAgo = new Date(Date.now() - 24 * 3_600_000 - 1_000);
    const { url } = signedUrl({
      publicUrl: client.url,
      signingKeys: [signingKey],
      reportId,
      format: 'csv',
      now: dayAgo,
    });
    const { status, text } = await fetchFile(url);
    expect([status, JSON.parse(text).code]).toEqual([403, 'link_expired']);
  });

  test('is a 403 once it is revoked, and a fresh one works at once', async () => {
    const id = await client.post({ format: 'csv' });
    await completeReport(api, client, id, content, 'csv');
    const linkNow = async () => {
      const { body } = await client.get(`/v1/reports/${id}`);
      return String(body['download_url']).replace('http://127.0.0.1:1', client.url);
    };
    const statusOf = async (url: string) => (await fetchFile(url)).status;
    const before = await linkNow();
    expect(await statusOf(before)).toBe(200);
    const first = await client.get(`/v1/reports/${id}`);
    const revoked = await client.send('POST', `/v1/reports/${id}/links/revoke`);
    expect([revoked.status, revoked.body]).toEqual([
      200,
      { report_id: id, links_revoked_at: expect.any(String) },
    ]);
    const after = await linkNow();
    const refused = await fetchFile(before);
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, 'link_revoked']);
    expect(await statusOf(after)).toBe(200);
    // Whoever kept the answer is not told that nothing has changed: it holds a link that is dead.
    const kept = await client.get(`/v1/reports/${id}`, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect(kept.status).toBe(200);
    // A second time revokes those that were made since.
    await client.send('POST', `/v1/reports/${id}/links/revoke`);
    const latest = await linkNow();
    expect(await statusOf(latest)).toBe(200);
  });

  test("is revoked by a key of its own workspace that may write, and a report's links alone", async () => {
    const other = await api.createWorkspace();
    const reader = client.with({ key: await api.createKey(client, 'read_only') });
    const path = `/v1/reports/${reportId}/links/revoke`;
    expect((await other.send('POST', path)).status).toBe(404);
    expect((await reader.send('POST', path)).status).toBe(403);
    expect((await client.send('POST', '/v1/reports/rpt_000000000000/links/revoke')).status).toBe(404);
    const { url } = signedUrl({ publicUrl: client.url, signingKeys: [signingKey], reportId, format: 'csv' });
    expect((await fetchFile(url)).status).toBe(200);
  });

  test('survives a rotation of keys for as long as its key is among them', async () => {
    const link = (key: string) =>
      signedUrl({ publicUrl: '', signingKeys: [key], reportId, format: 'csv' }).url;
    const rotated = await startApi({ SIGNING_KEY: `${newKey}, ${signingKey}` });
    const workspace = await rotated.createWorkspace();
    const id = await workspace.post({ format: 'csv' });
    await completeReport(rotated, workspace, id, content, 'csv');
    const { body } = await workspace.get(`/v1/reports/${id}`);
    const { searchParams } = new URL(String(body['download_url']));
    const [token, expires] = [searchParams.get('token') ?? '', searchParams.get('expires') ?? ''];
    const judged = (key: string) =>
      verifySignature({ signingKeys: [key], reportId: id, format: 'csv', token, expires });
    expect([judged(newKey), judged(signingKey)]).toEqual(['valid', 'altered']);
    const statusOf = async (url: string) =>
      (await fetchFile(`${rotated.url}${url.replace(reportId, id)}`)).status;
    const oldLink = signedUrl({ publicUrl: '', signingKeys: [signingKey], reportId: id, format: 'csv' }).url;
    expect(await statusOf(oldLink)).toBe(200);
    expect(await statusOf(link('a-third-key-that-nobody-ever-set-anywhere'))).toBe(403);
    await rotated.stop();
  });

  test('of a file past its time is a 410, and so is one that storage has lost', async () => {
    for (const [code, lose] of [
      [
        'file_expired',
        (id: string) => api.owner.sql`update reports set file_retained_until = now() where id = ${id}`,
      ],
      ['file_missing', (id: string) => api.storage.remove(`files/${client.workspaceId}/${id}/run-1-1.csv`)],
    ] as const) {
      const id = await client.post({ format: 'csv' });
      await completeReport(api, client, id, content, 'csv');
      const { body } = await client.get(`/v1/reports/${id}`);
      await lose(id);
      const url = String(body['download_url']).replace('http://127.0.0.1:1', client.url);
      const { status, text, headers } = await fetchFile(url);
      expect([status, JSON.parse(text).code]).toEqual([410, code]);
      expect(headers.get('etag')).toBeNull();
    }
  });

  test('of a file that is not as long as its row says is a 500 at once, not a download that never ends', async () => {
    const damaged = await client.post({ format: 'csv' });
    await completeReport(api, client, damaged, content, 'csv');
    const { body } = await client.get(`/v1/reports/${damaged}`);
    const url = String(body['download_url']).replace('http://127.0.0.1:1', client.url);
    for (const bytes of [content.length + 7, content.length - 7]) {
      await api.owner.sql`update reports set file_bytes = ${bytes} where id = ${damaged}`;
      for (const headers of [{}, { range: 'bytes=3-5' }]) {
        const answer = await fetchFile(url, headers);
        expect([answer.status, JSON.parse(answer.text)]).toMatchObject([500, { code: 'file_damaged' }]);
      }
    }
  });

  test('exists for files alone', async () => {
    const { url } = signedUrl({
      publicUrl: client.url,
      signingKeys: [signingKey],
      reportId: 'rpt_000000000000',
      format: 'pdf',
    });
    expect((await fetchFile(url)).status).toBe(404);
    expect((await fetchFile(`${client.url}/signed/rpt_1.exe?token=a&expires=1`)).status).toBe(404);
    expect((await fetchFile(`${client.url}/signed/..%2f..%2fetc?token=a&expires=1`)).status).toBe(404);
  });
});

describe('a person whose link gives no file', () => {
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const oldLink = (delivery: string, hours = 25) => {
    const { url } = signedUrl({
      publicUrl: client.url,
      signingKeys: [signingKey],
      reportId,
      format: 'csv',
      now: new Date(Date.now() - hours * 3_600_000),
    });
    return `${url}${delivery && `&delivery=${delivery}`}`;
  };
  const deliver = async (sentHoursAgo: number) => {
    const id = `dlv_${Math.random().toString(36).slice(2)}`;
    await api.owner.sql`
      insert into deliveries (id, workspace_id, report_id, channel, recipient, event, status, message_id, sent_at, next_attempt_at)
      values (${id}, ${client.workspaceId}, ${reportId}, 'email', ${`${id}@example.com`}, 'report.completed', 'sent',
              ${`<${id}@reports.example.com>`}, now() - make_interval(hours => ${sentHoursAgo}), null)`;
    return id;
  };
  const rowOf = async (id: string) => {
    const [row] = await api.owner.sql`select status, message_id from deliveries where id = ${id}`;
    return row;
  };

  test('reads a page; a program gets the problem that it had', async () => {
    const page = await fetchFile(oldLink(''), browser);
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.text).toContain('The link has expired');
    expect(page.text).not.toContain('<form');
    const altered = await fetchFile(alterToken(link), browser);
    expect([altered.status, altered.text]).toEqual([403, expect.stringContaining('The link is not valid')]);
    const none = await fetchFile(`${client.url}/signed/x.docx`, browser);
    expect([none.status, none.text]).toEqual([404, expect.stringContaining('There is no such report')]);
    for (const accept of ['*/*', 'application/json']) {
      const { headers, text } = await fetchFile(oldLink(''), { accept });
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(JSON.parse(text).code).toBe('link_expired');
    }
    // A link that was the workspace's speaks as its mails do; an altered one tells nobody whose it was.
    const branding = { language: 'ar', accent_colour: '#0b6e4f' };
    await api.owner
      .sql`update workspaces set branding = ${JSON.stringify(branding)}::text::jsonb where id = ${client.workspaceId}`;
    const arabic = await fetchFile(oldLink(''), browser);
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.text).toContain('انتهت صلاحية الرابط');
    expect(arabic.text).toContain('background: #0b6e4f');
    expect((await fetchFile(alterToken(link), browser)).text).toContain('<html lang="en" dir="ltr">');
    await api.owner.sql`update workspaces set branding = '{}' where id = ${client.workspaceId}`;
    // A link that works gives the file, to a browser too.
    expect((await fetchFile(link, browser)).text).toBe(content);
  });

  test('has the mail sent again where the link came by mail, to its own address, once an hour', async () => {
    const id = await deliver(25);
    const page = await fetchFile(oldLink(id), browser);
    expect(page.text).toContain(
      '<form method="post"><button type="submit">Send me a fresh link</button></form>',
    );
    expect(page.text).not.toContain('@example.com');
    expect((await rowOf(id))?.['status']).toBe('sent');
    const send = (url: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: '',
      });
    const answers = await Promise.all([send(oldLink(id)), send(oldLink(id)), send(oldLink(id))]);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      202, 429, 429,
    ]);
    const renewed = await rowOf(id);
    expect(renewed).toMatchObject({
      status: 'pending',
      message_id: expect.stringMatching(/^<dlv_\w+@reports\.example\.com>$/),
    });
    expect(renewed?.['message_id']).not.toContain(id);
    const [entry] = await api.owner
      .sql`select actor, recipient from audit_log where action = 'renewLink' and resource = ${id}`;
    expect(entry).toEqual({ actor: 'link', recipient: `${id}@example.com` });
  });

  test('gets nothing sent by an altered link, for another report, too soon, or for a file that is gone', async () => {
    const id = await deliver(25);
    const recent = await deliver(0);
    const other = await client.post({ format: 'csv' });
    await completeReport(api, client, other, content, 'csv');
    const send = async (url: string) => (await fetch(url, { method: 'POST' })).status;
    expect(await send(alterToken(oldLink(id)))).toBe(403);
    expect(await send(oldLink(''))).toBe(403);
    expect(await send(oldLink(recent))).toBe(429);
    await api.owner.sql`update deliveries set report_id = ${other} where id = ${recent}`;
    expect(await send(oldLink(recent))).toBe(429);
    await api.owner.sql`update reports set links_revoked_at = now() where id = ${reportId}`;
    expect(await send(oldLink(id))).toBe(403);
    await api.owner
      .sql`update reports set links_revoked_at = null, file_retained_until = now() where id = ${reportId}`;
    expect(await send(oldLink(id))).toBe(429);
    expect((await rowOf(id))?.['status']).toBe('sent');
  });
});
