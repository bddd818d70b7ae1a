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
    'https://hooks.example.com:8443',
    'https://93.184.215.14/',
  ])('%s is taken', async (url) => {
    expect(await findEndpointFault(url, production, resolve)).toBeUndefined();
  });

  test.each([
    ['not a url', /must be a URL/],
    ['ftp://hooks.example.com', /https URL/],
    ['http://hooks.example.com', /must be https/],
    ['https://user:secret@hooks.example.com', /user name/],
    ['https://hooks.example.com/#part', /fragment/],
    ['https://inside.example.com', /not on the public internet/],
    ['https://half.example.com', /not on the public internet/],
    ['https://nowhere.example.com', /does not resolve/],
    ['https://127.0.0.1', /not on the public internet/],
    ['https://2130706433', /not on the public internet/],
    ['https://0x7f.1', /not on the public internet/],
    ['https://0177.0.0.1', /not on the public internet/],
    ['https://127.1', /not on the public internet/],
    ['https://[::1]/', /not on the public internet/],
    ['https://[::ffff:169.254.169.254]/', /not on the public internet/],
    ['https://169.254.169.254/latest/meta-data', /not on the public internet/],
  ])('%s is refused', async (url, reason) => {
    expect(await findEndpointFault(url, production, resolve)).toMatch(reason);
  });
});

test('development may call itself over plain http', async () => {
  const development = { allowPrivate: true, httpsOnly: false };
  expect(await findEndpointFault('http://127.0.0.1:9/', development, resolve)).toBeUndefined();
});
