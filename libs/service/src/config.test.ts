import { expect, test } from 'vitest';
import { ConfigError, defineConfig, setting } from './config.ts';

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
