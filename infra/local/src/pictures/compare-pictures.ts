import { createCanvas, loadImage } from '@napi-rs/canvas';
import pixelmatch from 'pixelmatch';

const pixelsOf = async (png: Buffer): Promise<{ width: number; height: number; data: Uint8ClampedArray }> => {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
};

interface Difference {
  /** Of all pixels, those that differ by more than antialiasing. */
  share: number;
  /** PNG: what differs, in red. */
  picture: Buffer;
}

/** Holds a picture against another one. Pictures of two sizes differ all over. */
export const comparePictures = async (one: Buffer, other: Buffer): Promise<Difference> => {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  if (a.width !== b.width || a.height !== b.height) return { share: 1, picture: one };
  const canvas = createCanvas(a.width, a.height);
  const context = canvas.getContext('2d');
  const seen = context.createImageData(a.width, a.height);
  const differing = pixelmatch(a.data, b.data, seen.data, a.width, a.height, { threshold: 0.2 });
  context.putImageData(seen, 0, 0);
  return { share: differing / (a.width * a.height), picture: canvas.toBuffer('image/png') };
};
