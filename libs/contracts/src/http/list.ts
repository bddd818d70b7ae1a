import { Type, type Static, type TSchema } from 'typebox';
import { Count } from '../primitives.ts';

/** A page of a list: send `next_cursor` as `cursor` for the next one. */
export const ListOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    data: Type.Array(item),
    total: Type.Integer({
      minimum: 0,
      description: 'Exact up to 10,000; then about right, and `total_is_estimate` is true.',
    }),
    total_is_estimate: Type.Optional(Type.Boolean()),
    limit: Type.Integer(),
    offset: Count,
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  });

export type ListOf<Item> = {
  data: Item[];
  total: number;
  total_is_estimate?: boolean;
  limit: number;
  offset: number;
  next_cursor: string | null;
};

export const RecordsAccepted = Type.Object({ accepted: Count });
export type RecordsAccepted = Static<typeof RecordsAccepted>;
