import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createProxy, createTestBucket } from '@reports/local-platform/testing';
import { connectStorage } from '@reports/storage';
import { expect, test } from 'vitest';

const connect = async () =>
  connectStorage({ ...(await createTestBucket()), retentionDays: { 'files/': 90 } });

test('a stream longer than a part comes back as it went in, with its size and hash', async () => {
  const storage = await connect();
  const parts = Array.from({ length: 20 }, () => randomBytes(1024 * 1024));
  const whole = Buffer.concat(parts);
  const stored = await storage.put('files/a.bin', Readable.from(parts), 'application/octet-stream');
  expect(stored).toEqual({
    key: 'files/a.bin',
    bytes: whole.length,
    sha256: createHash('sha256').update(whole).digest('hex'),
  });
  expect((await storage.getBuffer('files/a.bin')).equals(whole)).toBe(true);
  const range = Buffer.concat(await (await storage.get('files/a.bin', { offset: 5, length: 7 })).toArray());
  expect(range).toEqual(whole.subarray(5, 12));
});

test.each([0, 1, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1, 10 * 1024 * 1024])(
  'a stream of %i bytes has its parts to the byte',
  async (size) => {
    const storage = await connect();
    const whole = randomBytes(size);
    const chunks = [whole.subarray(0, 100), whole.subarray(100)].filter(({ length }) => length > 0);
    const stored = await storage.put(
      'files/a.bin',
      Readable.from(chunks, { objectMode: false }),
      'application/octet-stream',
    );
    expect(stored.bytes).toBe(size);
    expect((await storage.getBuffer('files/a.bin')).equals(whole)).toBe(true);
  },
);

test('a copy has the same bytes', async () => {
  const storage = await connect();
  await storage.put('datasets/a.csv', Buffer.from('a,b\r\n'), 'text/csv');
  await storage.copy('datasets/a.csv', 'files/a.csv', 'text/csv');
  expect(String(await storage.getBuffer('files/a.csv'))).toBe('a,b\r\n');
});

test('a bucket that is missing is made by the first object', async () => {
  const options = await createTestBucket();
  const storage = connectStorage({
    ...options,
    bucket: `${options.bucket}-gone`,
    retentionDays: { 'files/': 1 },
  });
  await expect(storage.ping()).rejects.toMatchObject({ code: 'bucket_missing' });
  await storage.put('files/a', Readable.from(['a']), 'text/plain');
  await storage.ping();
});

test('a stream that breaks fails with its own error, and what was there stays', async () => {
  const storage = await connect();
  await storage.put('files/kept', Buffer.from('before'), 'text/plain');
  const fault = new Error('the source broke');
  const broken = Readable.from(
    (function* () {
      yield randomBytes(12 * 1024 * 1024);
      yield randomBytes(1024);
      throw fault;
    })(),
  );
  await expect(storage.put('files/kept', broken, 'text/plain')).rejects.toBe(fault);
  expect(String(await storage.getBuffer('files/kept'))).toBe('before');
});

/** Storage, and a way to it that can be cut. */
const connectFragile = async () => {
  const options = await createTestBucket();
  const { hostname, port } = new URL(options.endpoint);
  const proxy = await createProxy({ host: hostname, port: Number(port) });
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  return { storage: connectStorage({ ...options, endpoint, retentionDays: {} }), goAway: proxy.close };
};

const unavailable = { code: 'storage_unavailable', fate: 'passing' };

test('storage that goes away while a stream goes up ends the stream, and says so', async () => {
  const { storage, goAway } = await connectFragile();
  let sent = 0;
  const endless = Readable.from(
    (async function* () {
      for (;;) {
        yield randomBytes(1024 * 1024);
        sent += 1;
        if (sent === 20) await goAway();
      }
    })(),
  );
  await expect(storage.put('files/cut', endless, 'text/plain')).rejects.toMatchObject(unavailable);
  expect(endless.destroyed).toBe(true);
});

test('storage that goes away while an object comes down says so', async () => {
  const { storage, goAway } = await connectFragile();
  await storage.put('files/long', randomBytes(64 * 1024 * 1024), 'application/octet-stream');
  const body = await storage.get('files/long');
  const reading = (async () => {
    for await (const chunk of body) if (chunk) await goAway();
  })();
  await expect(reading).rejects.toMatchObject(unavailable);
});

test('a missing object and a missing server are told apart', async () => {
  const options = await createTestBucket();
  const storage = connectStorage({ ...options, retentionDays: {} });
  await storage.ping();
  await expect(storage.get('files/none')).rejects.toMatchObject({ code: 'object_missing', fate: 'client' });
  expect(await storage.stat('files/none')).toBeUndefined();
  const away = connectStorage({ ...options, endpoint: 'http://127.0.0.1:1', retentionDays: {} });
  await expect(away.getBuffer('files/none')).rejects.toMatchObject({
    code: 'storage_unavailable',
    fate: 'passing',
  });
});
