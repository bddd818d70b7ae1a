import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createTestBucket } from '@reports/local-platform/testing';
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

test('a stream that breaks is an error, and stores nothing', async () => {
  const storage = await connect();
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('the source broke');
    })(),
  );
  await expect(storage.put('files/broken', broken, 'text/plain')).rejects.toThrow('the source broke');
  expect(await storage.stat('files/broken')).toBeUndefined();
});

test('a missing object and a missing server are told apart', async () => {
  const options = await createTestBucket();
  const storage = connectStorage({ ...options, retentionDays: {} });
  await storage.ping();
  await expect(storage.get('files/none')).rejects.toMatchObject({ code: 'object_missing', retryable: false });
  expect(await storage.stat('files/none')).toBeUndefined();
  const away = connectStorage({ ...options, endpoint: 'http://127.0.0.1:1', retentionDays: {} });
  await expect(away.getBuffer('files/none')).rejects.toMatchObject({
    code: 'storage_unavailable',
    retryable: true,
  });
});
