import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { harmless, serviceNames, serviceSettings } from '@reports/local-platform/services';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
/** Set for each process by whoever starts it. */
const ports = ['HOST', 'PORT'];

const compose = parse(readFileSync(fileURLToPath(new URL('docker-compose.yml', root)), 'utf8'), {
  merge: true,
}) as { services: Record<string, { environment: Record<string, string> }> };

/** What a service declares to read. */
const declaredBy = async (service: string): Promise<readonly string[]> => {
  const path = new URL(`apps/${service}/src/config.ts`, root).href;
  const { readConfig } = (await import(path)) as { readConfig: { names: readonly string[] } };
  return readConfig.names;
};

describe.each(serviceNames)('the process of the %s', (service) => {
  const given = [...harmless, ...ports, ...serviceSettings[service]];

  test('is given every setting that it reads, and no other', async () => {
    const declared = await declaredBy(service);
    expect(declared.filter((name) => !given.includes(name))).toEqual([]);
    expect(serviceSettings[service].filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('is given no more by the compose file', () => {
    const names = Object.keys(compose.services[service]?.environment ?? {});
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !given.includes(name))).toEqual([]);
  });
});

test('each service has users of its own at the engines: none that makes streams, and not the root user of storage', () => {
  for (const service of serviceNames) {
    const {
      NATS_URL = '',
      S3_ACCESS_KEY = '',
      DATABASE_URL = '',
      DATABASE_SYSTEM_URL = '',
    } = compose.services[service]?.environment ?? {};
    expect([service, NATS_URL, S3_ACCESS_KEY, DATABASE_URL, DATABASE_SYSTEM_URL]).toEqual([
      service,
      NATS_URL && expect.stringContaining(`//${service}:`),
      S3_ACCESS_KEY && `reports-${service}`,
      DATABASE_URL && expect.stringContaining(`//reports_${service}:`),
      DATABASE_SYSTEM_URL && expect.stringContaining(`//reports_${service}_system:`),
    ]);
  }
});

test('the owner of the tables is known to no service', () => {
  for (const service of serviceNames) expect(serviceSettings[service]).not.toContain('DATABASE_OWNER_URL');
});
