/** A place in a list that is sorted by an instant and an id: the last item seen, and how many there were up to it. */
export interface Place {
  at: Date;
  id: string;
  /** Items before the next page. */
  offset: number;
}

/** A place as clients send it back: opaque to them. */
export const writeCursor = ({ at, id, offset }: Place): string =>
  Buffer.from(JSON.stringify([at.getTime(), id, offset])).toString('base64url');

/** The year 2100, long after any item. */
const latestMs = 4_102_444_800_000;

const isCount = (value: unknown, max: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;

/** Undefined when the text is no cursor of ours. */
export const readCursor = (text: string): Place | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 3) return undefined;
    const [at, id, offset] = value as unknown[];
    if (!isCount(at, latestMs) || !isCount(offset, Number.MAX_SAFE_INTEGER)) return undefined;
    if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) return undefined;
    return { at: new Date(at), id, offset };
  } catch {
    return undefined;
  }
};
