import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout this platform belongs to. */
export const root = resolve(import.meta.dirname, '../../..');

/** Where a platform keeps its state; everything under `directory` may be deleted while nothing runs. */
export interface Layout {
  directory: string;
  data: string;
  logs: string;
  run: string;
}

export const createLayout = (directory: string): Layout => {
  const layout = {
    directory,
    data: join(directory, 'data'),
    logs: join(directory, 'logs'),
    run: join(directory, 'run'),
  };
  for (const path of Object.values(layout)) mkdirSync(path, { recursive: true });
  return layout;
};

/** The layout of `npm start` and `npm run demo`. */
export const developmentDirectory = join(root, '.local');
