import { performance } from 'node:perf_hooks';

/** Who has what of a consumer's places, and when those come again that got none. */
export interface FairShares {
  /** Takes a place; or gives in how many milliseconds the message may ask again, since its workspace has its share. */
  take: (workspaceId: string) => number | undefined;
  leave: (workspaceId: string) => void;
}

interface Workspace {
  places: number;
  leftAt: number;
  /** Between two messages that are done, while its share is taken: an average of about the last fifty. */
  msEach: number;
  /** When the last of those that were given back comes again. */
  lineEndsAt: number;
}

const firstMs = 200;
const longestMs = 60_000;
/** What comes back asks this much faster than its workspace's messages are done, so that its share is never idle. */
const haste = 1.5;
const newestShare = 0.02;
/** Of workspaces that have nothing in hand. */
const maxRemembered = 1_000;

/**
 * A workspace may take another place while it has fewer than are free. One by itself has half of them at most, two a third each, and there is
 * always one for whoever comes next: the dynamic thresholds of Choudhury and Hahne, by which switches share their memory among queues.
 *
 * What finds no place goes back to the bus, and comes again in the order in which it went, about when its turn comes.
 */
export const createFairShares = (places: number, now = () => performance.now()): FairShares => {
  const workspaces = new Map<string, Workspace>();
  let taken = 0;

  const find = (id: string): Workspace => {
    const known = workspaces.get(id);
    if (known) return known;
    for (const [other, { places: held, lineEndsAt }] of workspaces) {
      if (workspaces.size < maxRemembered) break;
      if (held === 0 && lineEndsAt < now()) workspaces.delete(other);
    }
    const workspace = { places: 0, leftAt: now(), msEach: 1, lineEndsAt: 0 };
    workspaces.set(id, workspace);
    return workspace;
  };

  return {
    take: (id) => {
      const workspace = find(id);
      if (workspace.places < places - taken) {
        // A pause says nothing of how long its messages take.
        if (workspace.places === 0) workspace.leftAt = now();
        workspace.places += 1;
        taken += 1;
        return undefined;
      }
      workspace.lineEndsAt = Math.max(workspace.lineEndsAt, now() + firstMs) + workspace.msEach / haste;
      const ms = workspace.lineEndsAt - now();
      // Not all at once, where a line is longer.
      return Math.round(ms < longestMs ? ms : longestMs * (0.5 + Math.random() / 2));
    },
    leave: (id) => {
      const workspace = find(id);
      workspace.msEach += (now() - workspace.leftAt - workspace.msEach) * newestShare;
      workspace.leftAt = now();
      workspace.places -= 1;
      taken -= 1;
    },
  };
};
