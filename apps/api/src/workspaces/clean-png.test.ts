import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { cleanPng } from './clean-png.ts';

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(named.length + 8);
  frame.writeUInt32BE(data.length);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), named.length + 4);
  return frame;
};

test('an image stays as it is; what is beside it goes', () => {
  expect(cleanPng(onePixel)).toEqual({ png: onePixel });
  const hidden = chunk('tEXt', Buffer.from('Comment\0<script>alert(1)</script>'));
  const loaded = Buffer.concat([
    onePixel.subarray(0, 33),
    hidden,
    onePixel.subarray(33),
    Buffer.from('PK\x03\x04'),
  ]);
  expect(cleanPng(loaded)).toEqual({ png: onePixel });
});

test.each([
  ['another file', Buffer.from('<svg onload="alert(1)"/>'), /whole/],
  ['a PNG that was cut', onePixel.subarray(0, 50), /whole/],
  ['a PNG that was altered', Buffer.from(onePixel).fill(7, 45, 46), /whole/],
  [
    'a PNG without an image',
    Buffer.concat([onePixel.subarray(0, 33), chunk('IEND', Buffer.alloc(0))]),
    /whole/,
  ],
  ['a long one', Buffer.concat([onePixel, Buffer.alloc(70_000)]), /64 kB/],
  [
    'a huge one',
    Buffer.concat([
      onePixel.subarray(0, 8),
      chunk('IHDR', Buffer.from('0001000000010000080600000000', 'hex').subarray(0, 13)),
    ]),
    /2,000 pixels/,
  ],
])('%s is refused', (_name, file, words) => {
  expect(cleanPng(file)).toEqual({ fault: expect.stringMatching(words) });
});
