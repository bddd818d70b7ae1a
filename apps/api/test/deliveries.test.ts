import { deliveries, webhooks } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi({ WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const hook = { url: 'http://127.0.0.1:9/hooks', events: ['report.completed'] };

const insertDelivery = (id: string, changes: Partial<typeof deliveries.$inferInsert>) =>
  api.database.withWorkspace(client.workspaceId, (transaction) =>
    transaction.insert(deliveries).values({
      id,
      workspaceId: client.workspaceId,
      channel: 'email',
      recipient: 'qa@example.com',
      event: 'report.completed',
      messageId: `<${id}@example.com>`,
      ...changes,
    }),
  );

describe('deliveries', () => {
  test('are listed with what became of them', async () => {
    const reportId = await client.post();
    expect((await client.get(`/v1/reports/${reportId}/deliveries`)).body).toMatchObject({
      data: [],
      total: 0,
    });
    await insertDelivery('dlv_a', {
      reportId,
      status: 'failed',
      attempts: 9,
      lastError: '550 No such user',
      nextAttemptAt: null,
    });
    await insertDelivery('dlv_b', { reportId, recipient: 'b@example.com' });
    const { body } = await client.get(`/v1/reports/${reportId}/deliveries`);
    expect(body['total']).toBe(2);
    expect(body['data']).toEqual(
      expect.arrayContaining([
        {
          delivery_id: 'dlv_a',
          report_id: reportId,
          event: 'report.completed',
          channel: 'email',
          recipient: 'qa@example.com',
          status: 'failed',
          attempts: 9,
          last_error: '550 No such user',
          created_at: expect.any(String),
        },
        expect.objectContaining({
          delivery_id: 'dlv_b',
          status: 'pending',
          next_attempt_at: expect.any(String),
        }),
      ]),
    );
    expect((await client.get('/v1/reports/rpt_000000000000/deliveries')).status).toBe(404);
  });

  test('can be sent again, each on its own', async () => {
    const reportId = await client.post();
    await insertDelivery('dlv_c', {
      reportId,
      status: 'failed',
      attempts: 9,
      failures: 9,
      nextAttemptAt: null,
    });
    await insertDelivery('dlv_d', { reportId, recipient: 'd@example.com', status: 'sent' });
    const { status, body } = await client.send('POST', `/v1/reports/${reportId}/deliveries/dlv_c/resend`);
    expect([status, body['status'], body['attempts']]).toEqual([202, 'pending', 9]);
    const rows = await api.owner.orm.select().from(deliveries).where(eq(deliveries.reportId, reportId));
    expect(rows.find(({ id }) => id === 'dlv_c')).toMatchObject({ status: 'pending', failures: 0 });
    expect(rows.find(({ id }) => id === 'dlv_d')).toMatchObject({ status: 'sent' });
    const other = await client.post();
    const missing = await client.send('POST', `/v1/reports/${other}/deliveries/dlv_c/resend`);
    expect([missing.status, missing.body['code']]).toEqual([404, 'delivery_not_found']);
  });
});

describe('webhooks', () => {
  test('are registered with a secret that is shown then and never listed', async () => {
    const created = await client.send('POST', '/v1/webhooks', hook);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      webhook_id: expect.stringMatching(/^whk_/),
      ...hook,
      created_at: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const { text, body } = await client.get('/v1/webhooks');
    expect(body['total']).toBe(1);
    expect(text).not.toContain('whsec_');
    const own = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
    expect((await client.send('POST', '/v1/webhooks', { ...hook, secret: own })).body['secret']).toBe(own);
  });

  test.each([
    [{ ...hook, url: 'ftp://example.com' }, ['/url']],
    [{ ...hook, url: 'https://user:pass@example.com' }, ['/url']],
    [{ ...hook, url: 'nonsense', events: [] }, ['/events', '/url']],
    [{ ...hook, events: ['report.started'] }, ['/events/0']],
    [{ ...hook, events: ['report.failed', 'report.failed'] }, ['/events']],
    [{ ...hook, secret: 'whsec_short' }, ['/secret']],
    [{ url: hook.url, event: ['report.failed'] }, ['/event', '/events']],
  ])('%j is refused', async (body, pointers) => {
    const answer = await client.send('POST', '/v1/webhooks', body);
    expect([answer.status, pointersOf(answer)]).toEqual([400, pointers]);
  });

  test('rotate their secret: the one before signs too, the one before that does not', async () => {
    const { body } = await client.send('POST', '/v1/webhooks', hook);
    const id = String(body['webhook_id']);
    const second = await client.send('POST', `/v1/webhooks/${id}/secret`);
    const third = await client.send('POST', `/v1/webhooks/${id}/secret`, {});
    expect(third.status).toBe(200);
    const [row] = await api.owner.orm.select().from(webhooks).where(eq(webhooks.id, id));
    expect(row?.secrets).toEqual([third.body['secret'], second.body['secret']]);
    expect(second.body['secret']).not.toBe(body['secret']);
  });

  test('are tested by a delivery of their own, which their log shows', async () => {
    const { body } = await client.send('POST', '/v1/webhooks', hook);
    const id = String(body['webhook_id']);
    const tested = await client.send('POST', `/v1/webhooks/${id}/test`);
    expect([tested.status, tested.body]).toEqual([
      202,
      expect.objectContaining({ channel: 'webhook', recipient: id, event: 'test', status: 'pending' }),
    ]);
    const log = await client.get(`/v1/webhooks/${id}/deliveries`);
    expect(log.body).toMatchObject({ total: 1, data: [{ delivery_id: tested.body['delivery_id'] }] });
  });

  test('are fetched, changed, disabled and enabled again', async () => {
    const created = await client.send('POST', '/v1/webhooks', {
      url: 'https://example.com/hooks',
      events: ['report.completed'],
    });
    const { secret: _shownOnce, ...webhook } = created.body;
    const path = `/v1/webhooks/${String(webhook['webhook_id'])}`;
    expect((await client.get(path)).body).toEqual(webhook);
    const changed = await client.send('PATCH', path, { events: ['report.failed'], disabled: true });
    expect(changed.body).toEqual({
      ...webhook,
      events: ['report.failed'],
      disabled_at: expect.any(String),
    });
    expect((await client.get(path)).body).toEqual(changed.body);
    const enabled = await client.send('PATCH', path, { disabled: false });
    expect(enabled.body).toEqual({ ...webhook, events: ['report.failed'] });
    const refused = await Promise.all([
      client.send('PATCH', path, {}),
      client.send('PATCH', path, { url: 'ftp://example.com/hooks' }),
      client.send('PATCH', '/v1/webhooks/whk_none', { disabled: true }),
      client.get('/v1/webhooks/whk_none'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 404, 404]);
  });

  test('are gone once deleted, with what was due to them', async () => {
    const { body } = await client.send('POST', '/v1/webhooks', hook);
    const id = String(body['webhook_id']);
    const tested = await client.send('POST', `/v1/webhooks/${id}/test`);
    const deleted = await client.send('DELETE', `/v1/webhooks/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    const answers = await Promise.all([
      client.send('DELETE', `/v1/webhooks/${id}`),
      client.send('POST', `/v1/webhooks/${id}/test`),
      client.get(`/v1/webhooks/${id}/deliveries`),
    ]);
    expect(answers.map(({ body: problem }) => problem['code'])).toEqual(
      Array.from({ length: 3 }, () => 'webhook_not_found'),
    );
    const [row] = await api.owner.orm
      .select()
      .from(deliveries)
      .where(eq(deliveries.id, String(tested.body['delivery_id'])));
    expect(row).toMatchObject({ status: 'failed', lastError: 'The webhook was deleted.' });
  });

  test('in production take public https endpoints alone', async () => {
    const production = await startApi({ NODE_ENV: 'production' }, { natsUrl: 'nats://127.0.0.1:1' });
    const there = await production.createWorkspace();
    const refused = await Promise.all(
      ['http://example.com/', 'https://127.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/latest'].map(
        (url) => there.send('POST', '/v1/webhooks', { ...hook, url }),
      ),
    );
    expect(refused.map((answer) => [answer.status, ...pointersOf(answer)])).toEqual(
      Array.from({ length: 4 }, () => [400, '/url']),
    );
    await production.stop();
  });
});
