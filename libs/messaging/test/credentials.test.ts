import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { type PrivateNats, startPrivateNats } from '@reports/local-platform/testing';
import { busOptions, connectMessaging, messagingSettings } from '@reports/messaging';
import { createLogger, defineConfig } from '@reports/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const log = createLogger({ service: 'test', level: 'silent' });
const directory = mkdtempSync(join(tmpdir(), 'reports-credentials-'));
const fileOf = (name: string): string => join(directory, name);
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: directory, stdio: 'ignore' });

/** An authority, and certificates that it signed. */
const makeCertificates = (): void => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  writeFileSync(fileOf('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const name of ['server', 'client']) {
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      `${name}.pem`,
    );
  }
};

/** A claim of NATS' own kind of token: who says what of whom. */
const sign = (issuer: nkeys.KeyPair, subject: nkeys.KeyPair, name: string, nats: object): string => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    jti: name,
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name,
    nats,
  };
  const text = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(claims)}`;
  return `${text}.${Buffer.from(issuer.sign(new TextEncoder().encode(text))).toString('base64url')}`;
};

const [operator, account, system, user] = [
  nkeys.createOperator(),
  nkeys.createAccount(),
  nkeys.createAccount(),
  nkeys.createUser(),
];
const unlimited = { subs: -1, data: -1, payload: -1 };
const accountLimits = {
  ...unlimited,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
  mem_storage: -1,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
};

const writeCredentials = (file: string, owner: nkeys.KeyPair): void => {
  const token = sign(owner, user, 'api', { ...unlimited, type: 'user', version: 2 });
  const seed = new TextDecoder().decode(user.getSeed());
  writeFileSync(
    fileOf(file),
    `-----BEGIN NATS USER JWT-----\n${token}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  );
};

const ping = async (environment: Record<string, string>): Promise<string> => {
  const config = defineConfig(messagingSettings)({ NODE_ENV: 'production', ...environment });
  const messaging = connectMessaging({ ...busOptions(config), name: 'api', log });
  try {
    await messaging.ping();
    return 'connected';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await messaging.close();
  }
};

beforeAll(makeCertificates);
afterAll(() => rmSync(directory, { recursive: true }));

describe('a bus with TLS that asks for certificates', () => {
  let nats: PrivateNats;
  beforeAll(async () => {
    nats = await startPrivateNats(
      `tls { cert_file: "${fileOf('server.pem')}", key_file: "${fileOf('server.key')}", ca_file: "${fileOf('ca.pem')}", verify: true }`,
    );
  });
  afterAll(() => nats.stop());

  test('lets in whoever shows one, and is believed by its authority alone', async () => {
    const url = { NATS_URL: `tls://${nats.address}` };
    const ca = { NATS_CA_FILE: fileOf('ca.pem') };
    const own = { NATS_CERT_FILE: fileOf('client.pem'), NATS_KEY_FILE: fileOf('client.key') };
    expect(await ping({ ...url, ...ca, ...own })).toBe('connected');
    expect(await ping({ ...url, ...ca })).toBe('bus_unavailable');
    expect(await ping({ ...url, ...own })).toBe('bus_unavailable');
  });
});

describe('a bus of operators, accounts and credentials', () => {
  let nats: PrivateNats;
  beforeAll(async () => {
    const operatorToken = sign(operator, operator, 'O', { type: 'operator', version: 2 });
    const tokenOf = (owned: nkeys.KeyPair, name: string): string =>
      `${owned.getPublicKey()}: ${sign(operator, owned, name, { limits: name === 'SYS' ? { ...accountLimits, mem_storage: 0, disk_storage: 0 } : accountLimits, type: 'account', version: 2 })}`;
    nats = await startPrivateNats(
      [
        `operator: ${operatorToken}`,
        `system_account: ${system.getPublicKey()}`,
        `resolver: MEMORY`,
        `resolver_preload: { ${tokenOf(account, 'REPORTS')}, ${tokenOf(system, 'SYS')} }`,
      ].join('\n'),
    );
  });
  afterAll(() => nats.stop());

  test('lets in whoever has them', async () => {
    const NATS_URL = `nats://${nats.address}`;
    writeCredentials('api.creds', account);
    writeCredentials('stranger.creds', nkeys.createAccount());
    expect(await ping({ NATS_URL, NATS_CREDENTIALS_FILE: fileOf('api.creds') })).toBe('connected');
    expect(await ping({ NATS_URL, NATS_CREDENTIALS_FILE: fileOf('stranger.creds') })).toBe(
      'bus_access_denied',
    );
    expect(await ping({ NATS_URL })).toBe('bus_access_denied');
  });

  test('is not taken for one with TLS', async () => {
    writeCredentials('api.creds', account);
    const credentials = { NATS_CREDENTIALS_FILE: fileOf('api.creds') };
    expect(await ping({ NATS_URL: `tls://${nats.address}`, ...credentials })).toBe('bus_unavailable');
  });
});
