import { crc32 } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What draws the image. Texts, times, profiles, thumbnails and private chunks do not. */
const kept = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'gAMA', 'sRGB']);
const maxPixels = 2_000;
const maxBytes = 64 * 1024;

/** A PNG with the chunks alone that draw it, or what is wrong with it, in words that follow "must be". */
export const cleanPng = (file: Buffer): { png: Buffer } | { fault: string } => {
  if (file.length > maxBytes) return { fault: 'must be a PNG of 64 kB at most' };
  const damaged = { fault: 'must be a PNG that is whole' };
  if (!file.subarray(0, 8).equals(signature)) return damaged;
  const chunks: Buffer[] = [signature];
  let at = 8;
  let [hasHeader, hasImage] = [false, false];
  while (at + 12 <= file.length) {
    const length = file.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > file.length) return damaged;
    const type = file.toString('latin1', at + 4, at + 8);
    if (file.readUInt32BE(end - 4) !== crc32(file.subarray(at + 4, end - 4))) return damaged;
    if (type === 'IHDR') {
      const [width, height] = [file.readUInt32BE(at + 8), file.readUInt32BE(at + 12)];
      if (length !== 13 || width === 0 || height === 0) return damaged;
      if (width > maxPixels || height > maxPixels)
        return { fault: 'must be a PNG of 2,000 pixels a side at most' };
      hasHeader = at === 8;
    }
    if (type === 'IDAT') hasImage = true;
    if (kept.has(type)) chunks.push(file.subarray(at, end));
    if (type === 'IEND') return hasHeader && hasImage ? { png: Buffer.concat(chunks) } : damaged;
    at = end;
  }
  return damaged;
};
