import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { createSelfSignedCertificate, createTestNamespace } from '@reports/local-platform/testing';
import { createLogger, defineConfig } from '@reports/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectTemporal, runWorker, temporalSettings } from '../src/index.ts';

const log = createLogger({ service: 'test', level: 'silent' });
const directory = mkdtempSync(join(tmpdir(), 'reports-temporal-tls-'));
const [own, client] = [
  createSelfSignedCertificate('localhost'),
  createSelfSignedCertificate('client.example'),
];
const write = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const files = {
  ca: write('ca.pem', own.certificate),
  certificate: write('client.pem', client.certificate),
  key: write('client.key', client.key),
};
let namespace: { address: string; namespace: string };
const servers: Server[] = [];

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `localhost:${(server.address() as AddressInfo).port}`;
};

/** Temporal behind TLS that asks for a certificate, as a cluster's frontend does. */
const startFrontend = (): Promise<string> => {
  const [host, port] = namespace.address.split(':');
  const options = {
    cert: own.certificate,
    key: own.key,
    ca: client.certificate,
    requestCert: true,
    ALPNProtocols: ['h2'],
  };
  return listen(
    createServer(options, (socket) => {
      const inside = connect(Number(port), host);
      for (const end of [socket, inside]) end.on('error', () => undefined);
      socket.pipe(inside).pipe(socket);
    }),
  );
};

const configOf = (environment: Record<string, string>) =>
  defineConfig(temporalSettings)({
    NODE_ENV: 'production',
    TEMPORAL_NAMESPACE: namespace.namespace,
    ...environment,
  });

const ping = async (environment: Record<string, string>): Promise<string> => {
  const temporal = connectTemporal(configOf(environment));
  try {
    await temporal.ping();
    return 'connected';
  } catch {
    return 'refused';
  } finally {
    await temporal.close();
  }
};

beforeAll(async () => {
  namespace = await createTestNamespace();
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true });
});

test('a Temporal that asks for a certificate lets in client and worker that have one, and is believed by its authority alone', async () => {
  const address = { TEMPORAL_ADDRESS: await startFrontend() };
  const ca = { TEMPORAL_CA_FILE: files.ca };
  const certificate = { TEMPORAL_CERT_FILE: files.certificate, TEMPORAL_KEY_FILE: files.key };
  expect(await ping({ ...address, ...ca, ...certificate })).toBe('connected');
  expect(await ping({ ...address, ...ca })).toBe('refused');
  expect(await ping({ ...address, ...certificate })).toBe('refused');
  expect(await ping(address)).toBe('refused');
  const worker = runWorker(
    { ...configOf({ ...address, ...ca, ...certificate }), log },
    { taskQueue: 'any', activities: { any: async () => {} } },
  );
  await vi.waitFor(worker.check, 20_000);
  await worker.stop();
});

test('an API key goes with every call, over TLS alone', async () => {
  const seen = new Set<string | undefined>();
  const server = createSecureServer({ cert: own.certificate, key: own.key });
  server.on('stream', (stream, headers) => {
    seen.add(headers.authorization);
    // gRPC's UNAUTHENTICATED.
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' },
      { endStream: true },
    );
  });
  const temporal = connectTemporal(
    configOf({
      TEMPORAL_ADDRESS: await listen(server),
      TEMPORAL_CA_FILE: files.ca,
      TEMPORAL_API_KEY: 'a-key-of-temporal',
    }),
  );
  await expect(
    temporal.call(() => temporal.client.workflow.getHandle('any').describe()),
  ).rejects.toMatchObject({
    code: 'temporal_access_denied',
    fate: 'operator',
  });
  await temporal.close();
  expect([...seen]).toEqual(['Bearer a-key-of-temporal']);
});
