import { randomBytes } from 'node:crypto';
import { connectDatabase, type Database } from '@reports/database';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { createSealedSecrets } from '@reports/signing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealStoredSecrets } from '../src/webhook/seal-stored-secrets.ts';

let server: TestDatabase;
let [database, systemDatabase, owner]: Database[] = [];
const log = createLogger({ service: 'test', level: 'silent' });
const key = (id: string) => ({ id, key: randomBytes(32) });

beforeAll(async () => {
  server = await createTestDatabase();
  [database, systemDatabase, owner] = [
    server.urlOf('reports_notifier'),
    server.urlOf('reports_notifier_system'),
    server.ownerUrl,
  ].map((url) => connectDatabase({ url, applicationName: 'test', poolSize: 1 }));
});
afterAll(async () => {
  for (const each of [database, systemDatabase, owner]) await each?.close();
  await server.drop();
});

test('secrets of before are encrypted at start, and again after a rotation of the key', async () => {
  if (!database || !systemDatabase || !owner) throw new Error('not connected');
  const { sql } = owner;
  await sql`insert into workspaces (id, name) values ('ws_1', 'One'), ('ws_2', 'Two')`;
  const ids = Array.from({ length: 1_200 }, (_, index) => `whk_${String(index).padStart(12, '0')}`);
  await sql`
    insert into webhooks (id, workspace_id, url, events, secrets)
    select id, 'ws_' || (1 + n % 2), 'https://example.com/', array['report.failed'], array['whsec_' || id]
    from unnest(${ids}::text[]) with ordinality as ids (id, n)`;
  const [old, fresh] = [key('old'), key('new')];
  const read = async () => sql<{ id: string; secrets: string[] }[]>`select id, secrets from webhooks`;

  for (const keys of [[old], [fresh, old]]) {
    const sealed = createSealedSecrets(keys);
    const run = () =>
      sealStoredSecrets({
        database: database as Database,
        systemDatabase: systemDatabase as Database,
        sealed,
        log,
      });
    expect(await run()).toBe(1_200);
    expect(await run()).toBe(0);
    const rows = await read();
    expect(rows.every(({ secrets }) => secrets.every(sealed.isCurrent))).toBe(true);
    expect(rows.every(({ id, secrets }) => sealed.open(secrets[0] ?? '', id) === `whsec_${id}`)).toBe(true);
  }
});
