import { deliveries, outbox, reports, scheduleSlots } from '@reports/database';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const rowOf = async (id: string) => {
  const [row] = await api.owner.orm.select().from(reports).where(eq(reports.id, id));
  return row;
};

const eventsOf = async (id: string) => {
  const rows = await api.owner.orm.select({ event: outbox.event }).from(outbox).orderBy(asc(outbox.id));
  return rows.filter(({ event }) => event.subject === id).map(({ event }) => event);
};

const objectsOf = async (...ids: string[]) => {
  const keys: string[] = [];
  for (const prefix of ids.flatMap((id) =>
    ['datasets', 'files'].map((kind) => `${kind}/${client.workspaceId}/${id}/`),
  )) {
    for await (const page of api.storage.list(prefix)) keys.push(...page.map(({ key }) => key));
  }
  return keys;
};

/** A completed report with the dataset that its row names. */
const complete = async (id: string) => {
  await completeReport(api, client, id, '{}');
  const { dataset } = (await rowOf(id)) ?? {};
  for (const key of [dataset?.summaryKey, dataset?.rowsKey]) {
    await api.storage.put(key ?? '', Buffer.from('x'), 'text/plain');
  }
};

const cancel = (id: string) => client.send('POST', `/v1/reports/${id}/cancel`);
const remove = (path: string) => client.send('DELETE', `/v1/reports/${path}`);

describe('POST /v1/reports/{id}/cancel', () => {
  test('ends a report that is being made, tells its workflow and nobody else, and may be repeated', async () => {
    const id = await client.post({ notify: { email: 'ann@example.com' } });
    const waiting = client.get(`/v1/reports/${id}?wait=30`);
    const first = await cancel(id);
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      report_id: id,
      status: 'failed',
      error: { code: 'cancelled', retryable: true },
    });
    expect((await waiting).body).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    expect((await cancel(id)).body).toEqual(first.body);
    const events = await eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual(['report.requested', 'report.cancelled']);
    expect(events[1]?.data).toEqual({ report_id: id, workflow_id: id });
    expect((await rowOf(id))?.deliveriesRecordedAt).not.toBeNull();
  });

  test('of a report that was retried ends that attempt alone, and it may be retried again', async () => {
    const id = await client.post();
    await cancel(id);
    expect((await client.send('POST', `/v1/reports/${id}/retry`)).status).toBe(202);
    await cancel(id);
    expect((await eventsOf(id)).at(-1)?.data).toEqual({ report_id: id, workflow_id: `${id}-2` });
  });

  test('refuses what is finished, and what is not there', async () => {
    const [completed, failed] = [await client.post(), await client.post()];
    await completeReport(api, client, completed, '{}');
    await failReport(api, client, failed);
    for (const id of [completed, failed]) {
      expect((await cancel(id)).body).toMatchObject({ status: 409, code: 'report_finished' });
    }
    const theirs = await (await api.createWorkspace()).post();
    for (const id of [theirs, 'rpt_000000000000']) {
      expect((await cancel(id)).body).toMatchObject({ status: 404, code: 'report_not_found' });
    }
  });
});

describe('DELETE /v1/reports/{id}', () => {
  test('deletes the row, the deliveries and every object that it named', async () => {
    const id = await client.post();
    await complete(id);
    await api.database.withWorkspace(client.workspaceId, (transaction) =>
      transaction.insert(deliveries).values({
        id: 'dlv_1',
        workspaceId: client.workspaceId,
        reportId: id,
        channel: 'email',
        recipient: 'ann@example.com',
        event: 'report.completed',
        messageId: '<1>',
      }),
    );
    expect(await objectsOf(id)).toHaveLength(3);
    expect((await remove(id)).status).toBe(204);
    expect(await rowOf(id)).toBeUndefined();
    expect(await api.owner.orm.select().from(deliveries).where(eq(deliveries.reportId, id))).toEqual([]);
    expect(await objectsOf(id)).toEqual([]);
    for (const answer of [await remove(id), await client.get(`/v1/reports/${id}`)]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'report_not_found' });
    }
  });

  test('of a report that is being made ends its workflow', async () => {
    const id = await client.post();
    expect((await remove(id)).status).toBe(204);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['report.requested', 'report.cancelled']);
  });

  test('leaves a rendering of its figures what it needs', async () => {
    const id = await client.post();
    await complete(id);
    const { dataset } = (await rowOf(id)) ?? {};
    const again = (await client.send('POST', `/v1/reports/${id}/render`, { format: 'csv' })).body[
      'report_id'
    ];
    await completeReport(api, client, String(again), 'a', 'csv');
    await api.owner.orm
      .update(reports)
      .set({ dataset })
      .where(eq(reports.id, String(again)));
    expect((await remove(id)).status).toBe(204);
    expect(await objectsOf(id)).toHaveLength(2);
    expect((await client.send('POST', `/v1/reports/${String(again)}/render`, { format: 'pdf' })).status).toBe(
      202,
    );
    expect((await remove(String(again))).status).toBe(204);
    expect(await objectsOf(id)).toEqual([]);
  });

  const weekly = async () => {
    const id = await client.post({ schedule: { frequency: 'weekly' } });
    await complete(id);
    const run = (await client.send('POST', `/v1/reports/${id}/schedule/runs`)).body['report_id'] as string;
    await complete(run);
    return { id, run };
  };

  test('leaves its schedule and the runs, and the schedule makes others', async () => {
    const { id, run } = await weekly();
    expect((await remove(id)).status).toBe(204);
    expect((await client.get(`/v1/reports/${id}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    expect((await client.send('POST', `/v1/reports/${id}/retry`)).status).toBe(404);
    expect((await client.send('POST', `/v1/reports/${id}/render`, { format: 'csv' })).status).toBe(404);
    expect((await cancel(id)).status).toBe(404);
    expect(await objectsOf(id)).toEqual([]);
    const listed = (await client.get('/v1/reports')).body['data'] as { report_id: string }[];
    expect(listed.map(({ report_id }) => report_id)).not.toContain(id);

    expect((await client.get(`/v1/reports/${run}`)).body).toMatchObject({
      source_report_id: id,
      status: 'completed',
    });
    expect((await client.get(`/v1/reports/${id}/schedule`)).status).toBe(200);
    expect((await client.send('PATCH', `/v1/reports/${id}/schedule`, { time: '07:00' })).status).toBe(200);
    expect((await client.send('POST', `/v1/reports/${id}/schedule/runs`)).status).toBe(202);
    expect((await client.get(`/v1/reports/${id}/runs`)).body).toMatchObject({ total: 2 });
  });

  test('with runs takes the schedule and every run with it, also where the report alone was deleted before', async () => {
    for (const deletedBefore of [false, true]) {
      const { id, run } = await weekly();
      if (deletedBefore) await remove(id);
      expect((await remove(`${id}?runs=true`)).status).toBe(204);
      expect([await rowOf(id), await rowOf(run)]).toEqual([undefined, undefined]);
      expect(await objectsOf(id, run)).toEqual([]);
      expect(await api.owner.orm.select().from(scheduleSlots).where(eq(scheduleSlots.reportId, id))).toEqual(
        [],
      );
      expect((await eventsOf(id)).at(-1)?.type).toBe('schedule.changed');
      for (const path of [`${id}/schedule`, `${id}/runs`, run]) {
        expect((await client.get(`/v1/reports/${path}`)).status).toBe(404);
      }
    }
  });

  test('of a run says in the list of runs that it was deleted', async () => {
    const { id, run } = await weekly();
    expect((await remove(run)).status).toBe(204);
    expect((await client.get(`/v1/reports/${id}/runs`)).body['data']).toEqual([
      expect.objectContaining({ status: 'deleted', deliveries: [] }),
    ]);
  });

  test("is not for another workspace's report, nor for a key that only reads", async () => {
    const theirs = await (await api.createWorkspace()).post();
    expect((await remove(theirs)).status).toBe(404);
    const reader = client.with({ key: await api.createKey(client, 'read_only') });
    expect((await reader.send('DELETE', `/v1/reports/${theirs}`)).status).toBe(403);
  });
});
