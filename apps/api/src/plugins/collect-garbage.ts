import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'major'; execution: 'async' }) => Promise<void>;

let collect: Collect | undefined;

/**
 * Collects garbage now. Node does so by itself while it allocates, but a process that fell quiet keeps the buffers of its last
 * bodies for as long as it stays so.
 */
export const collectGarbage = (): Promise<void> => {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  return collect({ type: 'major', execution: 'async' });
};
