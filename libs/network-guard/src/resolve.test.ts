import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createResolve } from './resolve.ts';

let server: Socket;
let servers: string[];
let ignored = 0;

/** A DNS server that knows every name under `answers.example` as 93.184.215.14, and is silent about all others. */
beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    const question = query.subarray(12);
    if (!question.includes('answers')) {
      ignored += 1;
      return;
    }
    const end = question.indexOf(0) + 5;
    const isA = question.readUInt16BE(end - 4) === 1;
    const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
    const answer = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 93, 184, 215, 14]);
    server.send(Buffer.concat([header, question.subarray(0, end), ...(isA ? [answer] : [])]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  servers = [`127.0.0.1:${server.address().port}`];
});
afterAll(() => server.close());

const timed = async <Result>(work: Promise<Result>): Promise<{ result: Result; ms: number }> => {
  const started = performance.now();
  return { result: await work, ms: performance.now() - started };
};

const silentNames = process.env.REPORTS_LONG_TESTS === 'true' ? 400 : 40;

test('names whose DNS never answers end at their deadline, and hold up nobody meanwhile', async () => {
  const resolve = createResolve({ servers, deadlineMs: 3_000 });
  let givenUp = 0;
  const silent = Array.from({ length: silentNames }, (_, index) =>
    timed(
      resolve(`never-${index}.example`)
        .catch((error: Error & { code: string }) => error.code)
        .finally(() => (givenUp += 1)),
    ),
  );
  const others = await Promise.all([
    timed(resolve('hooks.answers.example')),
    timed(lookup('localhost')),
    timed(readFile(new URL(import.meta.url))),
  ]);
  const slowest = Math.max(...others.map(({ ms }) => ms));
  const givenUpBefore = givenUp;
  const ended = await Promise.all(silent);
  process.stdout.write(
    `${silentNames} silent names: given up after ${Math.round(Math.max(...ended.map(({ ms }) => ms)))} ms at most, others waited ${Math.round(slowest)} ms\n`,
  );
  expect(others[0].result).toEqual([{ address: '93.184.215.14', family: 4 }]);
  // A busy machine may lose a question among so many, which is then asked again. Nobody waits for one of them to be given up.
  expect(givenUpBefore).toBe(0);
  expect(new Set(ended.map(({ result }) => result))).toEqual(new Set(['ETIMEOUT']));
  expect(Math.max(...ended.map(({ ms }) => ms))).toBeLessThan(6_000);
  expect(ignored).toBeGreaterThan(silentNames);
});

test.each(['localhost', 'api.localhost', 'printer', 'db.internal', 'nas.local', 'LOCALHOST.'])(
  '%s is a name of the machine or its network, and is not asked for',
  async (name) => {
    const before = ignored;
    expect(await createResolve({ servers })(name)).toEqual([{ address: '127.0.0.1', family: 4 }]);
    expect(ignored).toBe(before);
  },
);
