import { expect, test } from 'vitest';
import { ConfigError, defineConfig, processSettings, setting } from './config.ts';

const read = defineConfig({
  port: setting.port('PORT', 'where to listen'),
  level: setting.oneOf('LOG_LEVEL', 'how much to say', ['info', 'warn'], 'info'),
  url: setting.url('NATS_URL', 'the bus'),
  page: setting.optionalText('PAGE', 'a page'),
  days: setting.integer('DAYS', 'how long', 90, { min: 1 }),
});

test('settings are parsed, and fall back where they may', () => {
  expect(read({ PORT: '8080', NATS_URL: 'nats://localhost:4222/' })).toEqual({
    port: 8080,
    level: 'info',
    url: 'nats://localhost:4222',
    page: null,
    days: 90,
  });
});

test('every fault is named at once', () => {
  expect(() => read({ PORT: 'eighty', LOG_LEVEL: 'loud', DAYS: '0' })).toThrow(
    new ConfigError([
      'PORT is "eighty", but must be a whole number from 0 to 65535 (where to listen)',
      'LOG_LEVEL is "loud", but must be one of info, warn (how much to say)',
      'NATS_URL is missing: the bus',
      'DAYS is "0", but must be a whole number from 1 to 2147483647 (how long)',
    ]),
  );
});

const secrets = defineConfig({
  nodeEnvironment: processSettings.nodeEnvironment,
  databaseUrl: setting.url('DATABASE_URL', 'the database'),
  secretKey: setting.secret('S3_SECRET_KEY', 'the secret of storage'),
  signingKey: setting.key('SIGNING_KEY', 'signs links', String),
});
const strong = {
  DATABASE_URL: 'postgres://reports_app:4f9d1c7e5a82@db/reports',
  S3_SECRET_KEY: '2e41b6aa90ff',
  SIGNING_KEY: '7b0d5f24c1e84d5fa0c4f6a9b36dce10',
};
const defaults = {
  DATABASE_URL: 'postgres://reports_app:app@db/reports',
  S3_SECRET_KEY: 'reports-secret',
  SIGNING_KEY: 'change-me-change-me-change-me-change-me',
};

test('an environment that says nothing is production', () => {
  expect(secrets(strong).nodeEnvironment).toBe('production');
});

test.each([['production'], [undefined]])(
  'with NODE_ENV %s, defaults and short secrets are refused, all at once and unshown',
  (NODE_ENV) => {
    expect(() => secrets({ ...defaults, NODE_ENV })).toThrow(
      new ConfigError([
        'DATABASE_URL must be with a password that is another one than the default, which everybody knows (the database), unless NODE_ENV is development',
        'S3_SECRET_KEY must be another one than the default, which everybody knows (the secret of storage), unless NODE_ENV is development',
        'SIGNING_KEY must be another one than the default, which everybody knows (signs links), unless NODE_ENV is development',
      ]),
    );
    expect(() => secrets({ ...strong, S3_SECRET_KEY: 'short', NODE_ENV })).toThrow(
      /at least 12 characters long/,
    );
    expect(() => secrets({ ...strong, DATABASE_URL: 'no url with hunter2', NODE_ENV })).not.toThrow(
      /hunter2/,
    );
  },
);

test('development takes them, when it is asked for, and a URL needs no password', () => {
  expect(secrets({ ...defaults, NODE_ENV: 'development' }).secretKey).toBe('reports-secret');
  expect(secrets({ ...strong, DATABASE_URL: 'postgres:///reports?host=/run' }).nodeEnvironment).toBe(
    'production',
  );
});
