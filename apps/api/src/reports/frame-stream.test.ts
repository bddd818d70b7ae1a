import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { frameStream } from './frame-stream.ts';

const [head, tail] = [Buffer.from('{"data":'), Buffer.from('}')];
const textOf = async (stream: Readable) => Buffer.concat(await stream.toArray()).toString();

test('what was between the ends comes out between them, however it was cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1 })), async (parts) => {
      const inside = Readable.from(parts.map((part) => Buffer.from(part)));
      expect(await textOf(frameStream(head, inside, tail))).toBe(`{"data":${parts.join('')}}`);
    }),
  );
});

test('nothing is read ahead of a slow reader', async () => {
  let given = 0;
  const inside = new Readable({
    read() {
      given += 1;
      this.push(given > 1_000 ? null : Buffer.alloc(64 * 1024));
    },
  });
  const whole = frameStream(head, inside, tail);
  whole.read(1);
  for (let turns = 0; turns < 50; turns += 1) await turn();
  expect(given).toBeLessThan(10);
  expect((await whole.toArray()).length).toBeGreaterThan(100);
});

test('an error inside is an error of the whole', async () => {
  const inside = new PassThrough();
  const whole = frameStream(head, inside, tail);
  inside.write('1');
  inside.destroy(new Error('storage broke'));
  await expect(textOf(whole)).rejects.toThrow('storage broke');
});

test('an end before its time is an error too', async () => {
  const inside = new PassThrough();
  const whole = frameStream(head, inside, tail);
  inside.write('1');
  inside.destroy();
  await expect(textOf(whole)).rejects.toThrow(/premature|close/i);
});

test('a reader that leaves ends the reading inside', async () => {
  const inside = new PassThrough();
  const whole = frameStream(head, inside, tail);
  whole.once('data', () => whole.destroy());
  await vi.waitUntil(() => inside.destroyed, { timeout: 10_000 });
});
