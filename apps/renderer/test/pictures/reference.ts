import { fileURLToPath } from 'node:url';

/** Enough to see what has moved, and small. */
export const referenceDpi = 60;

export const referencePath = (name: string): string =>
  fileURLToPath(new URL(`reference/${name}.png`, import.meta.url));
