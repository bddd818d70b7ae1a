import { crc32, deflateSync } from 'node:zlib';

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/**
 * An image as PNG (W3C PNG, 3rd edition): one byte for each pixel, its place in the palette. `palette` has colours, `#24589c`, and how much each
 * covers, 0 to 1.
 */
export const encodePng = (
  pixels: Uint8Array,
  {
    width,
    height,
    palette,
  }: { width: number; height: number; palette: readonly { colour: string; opacity: number }[] },
): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, indexed; no interlacing.
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let line = 0; line < height; line += 1) {
    // The byte before each line says that it is not filtered.
    lines.set(pixels.subarray(line * width, (line + 1) * width), line * (width + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.map(({ colour }) => colour.slice(1)).join(''), 'hex')),
    chunk('tRNS', Buffer.from(palette.map(({ opacity }) => Math.round(opacity * 255)))),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
