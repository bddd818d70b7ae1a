import type { Fault, ListOf } from '@reports/contracts';
import { type Static, Type } from 'typebox';
import { invalidRequest } from '../problems/problem-error.ts';
import type { Total } from './count-rows.ts';
import { type Place, readCursor, writeCursor } from './cursor.ts';

export const maxPerPage = 100;
const perPage = 20;

/** The parameters that every list takes. */
export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxPerPage, default: perPage, description: 'Results per page.' }),
  ),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, default: 0, description: 'Results to skip.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description:
        '`next_cursor` of the page before, instead of `offset`: costs the same on page 10,000 as on page 1.',
    }),
  ),
};
export const PageParameters = Type.Object(pageParameters, { additionalProperties: false });
export type PageParameters = Static<typeof PageParameters>;

/** Where a page starts. */
export interface PageStart {
  limit: number;
  /** Items before the page. */
  offset: number;
  /** The last item of the page before; undefined where items are skipped by number. */
  after: Place | undefined;
}

/** Throws `invalid_request` for a cursor that is not one. */
export const readPage = ({ limit = perPage, offset = 0, cursor }: PageParameters): PageStart => {
  if (cursor === undefined) return { limit, offset, after: undefined };
  const after = readCursor(cursor);
  if (!after) {
    throw notACursor();
  }
  return { limit, offset: after.offset, after };
};

export const notACursor = () =>
  invalidRequest([{ pointer: '?cursor', detail: 'must be the next_cursor of an earlier page' }]);

export const findPageFaults = (query: unknown): Fault[] => {
  const { cursor, offset } = query as PageParameters;
  return cursor !== undefined && offset !== undefined
    ? [{ pointer: '?offset', detail: 'must be left out where there is a cursor' }]
    : [];
};

/** A page of a list. `rows` holds one more than the page where there is a next one; the last page is its own count. */
export const listPage = async <Row, Item>(
  rows: readonly Row[],
  { limit, offset }: PageStart,
  {
    count,
    toItem,
    placeOf,
  }: {
    count: () => Promise<Total>;
    toItem: (row: Row) => Item;
    placeOf: (row: Row) => Omit<Place, 'offset'>;
  },
): Promise<ListOf<Item>> => {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const isWholeCount = !last && (page.length > 0 || offset === 0);
  const { total, isEstimate } = isWholeCount
    ? { total: offset + page.length, isEstimate: false }
    : await count();
  return {
    data: page.map(toItem),
    total,
    ...(isEstimate && { total_is_estimate: true }),
    limit,
    offset,
    next_cursor: last ? writeCursor({ ...placeOf(last), offset: offset + limit }) : null,
  };
};
