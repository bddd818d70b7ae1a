import * as fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { encodedBytes, isAttachable } from './attachment.ts';

/** The length of a file in the mail that nodemailer makes of it. */
const measure = async (bytes: number): Promise<number> => {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    from: 'a@example.com',
    to: 'b@example.com',
    attachments: [{ filename: 'a.pdf', content: Buffer.alloc(bytes, 'x') }],
  });
  const text = (message as Buffer).toString();
  return text.trimEnd().length - (text.indexOf('\r\n\r\n') + 4);
};

test('the size of an attachment is the one that nodemailer gives it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (bytes) => {
      expect(encodedBytes(bytes)).toBe(await measure(bytes));
    }),
    { numRuns: 50 },
  );
});

test('a file goes with the mail up to 10 MB as encoded', () => {
  expect(isAttachable(7_307_000)).toBe(true);
  expect(isAttachable(7_310_000)).toBe(false);
});
