import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { createProxy, createTestBucket } from '@reports/local-platform/testing';
import { connectStorage, type ListedObject } from '@reports/storage';
import { describe, expect, test } from 'vitest';

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
    etag: (await storage.stat('files/a.bin'))?.etag,
  });
  expect((await storage.getBuffer('files/a.bin')).equals(whole)).toBe(true);
  const range = Buffer.concat(
    await (
      await storage.get('files/a.bin', { range: { offset: 5, length: 7 }, bytes: whole.length })
    ).toArray(),
  );
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

test('a copy has the same bytes, and is refused where they are not the ones that were stored', async () => {
  const storage = await connect();
  const rows = await storage.put('datasets/a.csv', Buffer.from('a,b\r\n'), 'text/csv');
  await storage.copy(rows, 'files/a.csv', 'text/csv');
  expect(String(await storage.getBuffer('files/a.csv'))).toBe('a,b\r\n');
  for (const other of [{ etag: '"d41d8cd98f00b204e9800998ecf8427e"' }, { bytes: 6 }]) {
    await expect(
      storage.copy({ ...rows, ...other }, `files/${Object.keys(other)[0]}.csv`, 'text/csv'),
    ).rejects.toMatchObject({ code: 'object_damaged', fate: 'client' });
  }
  await storage.remove('datasets/a.csv');
  await expect(storage.copy(rows, 'files/b.csv', 'text/csv')).rejects.toMatchObject({
    code: 'object_missing',
  });
});

test.each([
  ['bytes', () => Buffer.from('second')],
  ['a stream', () => Readable.from([Buffer.from('second')])],
])('what is there is not replaced by %s', async (_, second) => {
  const storage = await connect();
  await storage.put('files/once', Buffer.from('first'), 'text/plain');
  await expect(storage.put('files/once', second(), 'text/plain')).rejects.toMatchObject({
    code: 'object_exists',
    fate: 'passing',
  });
  expect(String(await storage.getBuffer('files/once'))).toBe('first');
});

test.each([
  [{ bytes: 9 }, /10 bytes, not 9/],
  [{ bytes: 11 }, /10 bytes, not 11/],
  [{ bytes: 9, range: { offset: 2, length: 3 } }, /10 bytes, not 9/],
  [{ bytes: 30, range: { offset: 20, length: 3 } }, /shorter than 30/],
])(
  'an object that is not as long as it must be is refused before its first byte: %j',
  async (read, words) => {
    const storage = await connect();
    await storage.put('files/ten', Buffer.from('0123456789'), 'text/plain');
    await expect(storage.get('files/ten', read)).rejects.toMatchObject({
      code: 'object_damaged',
      fate: 'client',
      message: expect.stringMatching(words),
    });
  },
);

test('a list gives every object below a prefix, a page at a time', async () => {
  const storage = await connect();
  const keys = Array.from({ length: 12 }, (_, n) => `files/ws/${String(n).padStart(3, '0')} ü`);
  for (const key of keys) await storage.put(key, Buffer.from('x'), 'text/plain');
  await storage.put('datasets/other', Buffer.from('x'), 'text/plain');
  const pages: ListedObject[][] = [];
  for await (const page of storage.list('files/')) pages.push(page);
  expect(pages.flat().map(({ key }) => key)).toEqual(keys);
  expect(pages[0]?.[0]?.bytes).toBe(1);
  expect(Math.abs((pages[0]?.[0]?.lastModified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
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

test('a stream that breaks fails with its own error, and nothing is stored', async () => {
  const storage = await connect();
  const fault = new Error('the source broke');
  const broken = Readable.from(
    (function* () {
      yield randomBytes(12 * 1024 * 1024);
      yield randomBytes(1024);
      throw fault;
    })(),
  );
  await expect(storage.put('files/broken', broken, 'text/plain')).rejects.toBe(fault);
  expect(await storage.stat('files/broken')).toBeUndefined();
});

describe('a signal that is aborted', () => {
  const reason = new Error('nobody waits for it');

  test('ends an upload in the middle: the source is closed and no part stays', async () => {
    const storage = await connect();
    const stopping = new AbortController();
    let sent = 0;
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          yield randomBytes(1024 * 1024);
          sent += 1;
          if (sent === 20) stopping.abort(reason);
        }
      })(),
    );
    await expect(storage.put('files/cut', endless, 'text/plain', stopping.signal)).rejects.toBe(reason);
    expect(endless.destroyed).toBe(true);
    expect(sent).toBeLessThan(60);
    expect(await storage.stat('files/cut')).toBeUndefined();
    expect(await storage.dropUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });

  test('ends an upload whose source says nothing any more', async () => {
    const storage = await connect();
    const stopping = new AbortController();
    const silent = new PassThrough();
    const storing = storage.put('files/silent', silent, 'text/plain', stopping.signal);
    silent.write('a');
    stopping.abort(reason);
    await expect(storing).rejects.toBe(reason);
    expect(silent.destroyed).toBe(true);
  });

  test('ends a download in the middle', async () => {
    const storage = await connect();
    await storage.put('files/long', randomBytes(32 * 1024 * 1024), 'application/octet-stream');
    const stopping = new AbortController();
    const body = await storage.get('files/long', { signal: stopping.signal });
    const reading = (async () => {
      for await (const chunk of body) if (chunk) stopping.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
  });

  test('lets no call begin', async () => {
    const storage = await connect();
    const signal = AbortSignal.abort(reason);
    await expect(storage.get('files/a', { signal })).rejects.toBe(reason);
    await expect(storage.put('files/a', Buffer.from('a'), 'text/plain', signal)).rejects.toBe(reason);
    await expect(storage.put('files/a', Readable.from(['a']), 'text/plain', signal)).rejects.toBe(reason);
    await expect(
      storage.copy({ key: 'files/a', bytes: 1, etag: '' }, 'files/b', 'text/plain', signal),
    ).rejects.toBe(reason);
  });
});

/** Storage, and a way to it that can be cut. */
const connectFragile = async () => {
  const options = await createTestBucket();
  const { hostname, port } = new URL(options.endpoint);
  const proxy = await createProxy({ host: hostname, port: Number(port) });
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  return {
    storage: connectStorage({ ...options, endpoint, retentionDays: {} }),
    goAway: proxy.close,
    direct: connectStorage({ ...options, retentionDays: {} }),
  };
};

const unavailable = { code: 'storage_unavailable', fate: 'passing' };

test('storage that goes away while a stream goes up ends the stream, and says so', async () => {
  const { storage, goAway, direct } = await connectFragile();
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
  // What it left there is thrown away later, where storage lists it: MinIO does not, and drops it by itself.
  expect(await direct.dropUnfinished(new Date(Date.now() - 60_000))).toBe(0);
  expect([0, 1]).toContain(await direct.dropUnfinished(new Date(Date.now() + 60_000)));
  expect(await direct.dropUnfinished(new Date(Date.now() + 60_000))).toBe(0);
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
