import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { findEndpointFault } from './endpoint-fault.ts';

const production = { allowPrivate: false, httpsOnly: true };
const names: Record<string, string[]> = {
  'hooks.example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example.com': ['10.0.0.7'],
  'half.example.com': ['93.184.215.14', '::1'],
};
const resolve = async (name: string): Promise<LookupAddress[]> => {
  const addresses = names[name];
  if (!addresses) throw new Error('ENOTFOUND');
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

describe('an endpoint in production', () => {
  test.each([
    'https://hooks.example.com/reports?team=qa',
    'https://hooks.example.com:443/',
    'https://93.184.215.14/',
  ])('%s is taken', async (url) => {
    expect(await findEndpointFault(url, production, { resolve, decisionMs: 1 })).toBeUndefined();
  });

  test.each([
    ['not a url', /must be a URL/],
    ['ftp://hooks.example.com', /https URL/],
    ['http://hooks.example.com', /must be https/],
    ['https://user:secret@hooks.example.com', /user name/],
    ['https://hooks.example.com/#part', /fragment/],
    ['https://hooks.example.com:8443', /port 443, not 8443/],
    ['https://hooks.example.com:22', /port 443/],
    ['https://inside.example.com', /not on the public internet/],
    ['https://half.example.com', /not on the public internet/],
    ['https://nowhere.example.com', /not on the public internet/],
    ['https://127.0.0.1', /not on the public internet/],
    ['https://2130706433', /not on the public internet/],
    ['https://0x7f.1', /not on the public internet/],
    ['https://0177.0.0.1', /not on the public internet/],
    ['https://127.1', /not on the public internet/],
    ['https://[::1]/', /not on the public internet/],
    ['https://[::ffff:169.254.169.254]/', /not on the public internet/],
    ['https://169.254.169.254/latest/meta-data', /not on the public internet/],
  ])('%s is refused', async (url, reason) => {
    expect(await findEndpointFault(url, production, { resolve, decisionMs: 1 })).toMatch(reason);
  });
});

test('other ports are taken where the operator says so, and 80 where plain http is', async () => {
  const ports = async (url: string, rules: Partial<typeof production> & { morePorts?: number[] }) =>
    findEndpointFault(url, { ...production, ...rules }, { resolve, decisionMs: 1 });
  expect(await ports('https://hooks.example.com:8443', { morePorts: [8443] })).toBeUndefined();
  expect(await ports('https://hooks.example.com:9443', { morePorts: [8443] })).toMatch(/port 443 or 8443/);
  expect(await ports('http://hooks.example.com/', { httpsOnly: false })).toBeUndefined();
  expect(await ports('http://hooks.example.com:8080/', { httpsOnly: false })).toMatch(/port 443 or 80/);
});

test('a refusal tells neither by its words nor by its time whether a name exists inside', async () => {
  const decisionMs = 300;
  const silent = () =>
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('ETIMEOUT')), decisionMs));
  const cases: [string, () => Promise<LookupAddress[]>][] = [
    ['unknown', async () => Promise.reject(new Error('ENOTFOUND'))],
    ['inside', async () => [{ address: '10.0.0.7', family: 4 }]],
    [
      'half inside',
      async () => [
        { address: '10.0.0.7', family: 4 },
        { address: '93.184.215.14', family: 4 },
      ],
    ],
    ['silent', silent],
    ['without addresses', async () => []],
  ];
  const refusals = await Promise.all(
    cases.map(async ([name, answer]) => {
      const started = performance.now();
      const fault = await findEndpointFault('https://db.example.com/', production, {
        resolve: answer,
        decisionMs,
      });
      return { name, fault, ms: performance.now() - started };
    }),
  );
  process.stdout.write(
    `refused after ${refusals.map(({ name, ms }) => `${name} ${Math.round(ms)} ms`).join(', ')}\n`,
  );
  expect(new Set(refusals.map(({ fault }) => fault)).size).toBe(1);
  const times = refusals.map(({ ms }) => ms);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(decisionMs - 5);
  // They run at the same time, on one clock: what one of them took longer than another is what it tells.
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(50);
});

test('development may call itself over plain http', async () => {
  const development = { allowPrivate: true, httpsOnly: false };
  expect(await findEndpointFault('http://127.0.0.1:9/', development, { resolve })).toBeUndefined();
});
