import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuardedLookup, refuseLiteralAddress } from './guarded-lookup.ts';
import type { Resolve } from './resolve.ts';

let server: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  server = createServer((_, response) => response.end('inside'));
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => server.close());

const get = (url: string, resolve?: Resolve): Promise<string> =>
  new Promise((done, fail) => {
    const lookup = createGuardedLookup(resolve ? { resolve } : {});
    request(url, { lookup }, (response) => {
      response.resume();
      response.on('end', () => done('answered'));
    })
      .on('error', fail)
      .end();
  });

test('a name that resolves to loopback is not connected to', async () => {
  await expect(get(`http://localhost:${port}/`)).rejects.toMatchObject({ code: 'address_refused' });
  expect(connections).toBe(0);
});

test('a name with one private address among public ones is not connected to', async () => {
  const resolve: Resolve = async () => [
    { address: '93.184.215.14', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ];
  await expect(get(`http://mixed.example.com:${port}/`, resolve)).rejects.toMatchObject({
    code: 'address_refused',
  });
  expect(connections).toBe(0);
});

test('the answer that was checked is the one that is connected to', async () => {
  let asked = 0;
  const rebinding: Resolve = async () => {
    asked += 1;
    return [{ address: asked === 1 ? '10.0.0.1' : '127.0.0.1', family: 4 }];
  };
  await expect(get(`http://rebinding.example.com:${port}/`, rebinding)).rejects.toMatchObject({
    code: 'address_refused',
  });
  expect(asked).toBe(1);
  expect(connections).toBe(0);
});

test('a literal address is refused, as sockets do not look it up', () => {
  expect(() => refuseLiteralAddress(new URL('http://[::1]:80/'))).toThrow(/public internet/);
  expect(() => refuseLiteralAddress(new URL('http://2130706433/'))).toThrow(/public internet/);
  expect(() => refuseLiteralAddress(new URL('http://1.1.1.1/'))).not.toThrow();
  expect(() => refuseLiteralAddress(new URL('http://example.com/'))).not.toThrow();
});
