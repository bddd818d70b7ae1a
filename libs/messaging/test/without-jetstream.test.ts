import { createEvent } from '@reports/contracts';
import { startNatsCluster, startPrivateNats } from '@reports/local-platform/testing';
import { createLogger, type ServiceError } from '@reports/service';
import { expect, onTestFinished, test } from 'vitest';
import { connectMessaging, publishEvent } from '../src/index.ts';

const event = createEvent('records.received', {
  source: '/test',
  workspaceId: 'ws_a',
  data: { kind: 'agents', records: [{ agent_id: 'a1', name: 'A' }] },
});

const connectTo = (url: string, replicas = 1) => {
  const messaging = connectMessaging({
    url,
    name: 'test',
    replicas,
    log: createLogger({ service: 'test', level: 'silent' }),
  });
  onTestFinished(() => messaging.close());
  return messaging;
};

test('an account that may not use JetStream waits for an operator', async () => {
  const server = await startPrivateNats(
    'accounts { A: { jetstream: enabled, users: [{ user: a, password: a }] }, B: { users: [{ user: b, password: b }] } }',
  );
  onTestFinished(() => server.stop());
  const messaging = connectTo(`nats://b:b@${server.address}`);
  await expect(publishEvent(messaging, event)).rejects.toMatchObject({
    code: 'bus_without_jetstream',
    fate: 'operator',
  });
});

test('a cluster in which nobody leads passes: it waits for servers, not for an operator', async () => {
  const nodes = await startNatsCluster();
  onTestFinished(async () => void (await Promise.all(nodes.map(({ stop }) => stop()))));
  const messaging = connectTo(`nats://${nodes[0]?.address}`, 3);
  await expect
    .poll(
      () =>
        messaging.ensureStreams().then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
  await Promise.all([nodes[1]?.kill(), nodes[2]?.kill()]);
  // Whoever leads hears of it after a while: until then nobody says that an event is stored, and then nobody answers.
  await expect
    .poll(
      () =>
        publishEvent(messaging, event).then(
          () => 'stored',
          ({ code, message }: ServiceError) => `${code}: ${message}`,
        ),
      { timeout: 90_000 },
    )
    .toMatch(/^bus_unavailable: JetStream does not answer/);
}, 180_000);
