import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../layout.ts';
import { comparePictures } from './compare-pictures.ts';

/**
 * Of a picture's pixels, the share that is not as in its reference picture. What differs is left in `.local/pictures`. Where
 * `REFERENCE_PICTURES` is `write`, the picture is the reference from now on: after a change that was meant and looked at.
 */
export const shareDiffering = async (
  picture: Buffer,
  reference: string,
  tolerated: number,
): Promise<number> => {
  if (process.env['REFERENCE_PICTURES'] === 'write') {
    mkdirSync(dirname(reference), { recursive: true });
    writeFileSync(reference, picture);
  }
  if (!existsSync(reference)) return 1;
  const { share, picture: seen } = await comparePictures(picture, readFileSync(reference));
  if (share > tolerated) {
    const folder = join(root, '.local/pictures');
    mkdirSync(folder, { recursive: true });
    const name = basename(reference, '.png');
    writeFileSync(join(folder, `${name}-is.png`), picture);
    writeFileSync(join(folder, `${name}-differs.png`), seen);
  }
  return share;
};
