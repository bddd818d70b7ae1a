import type { TObject, TSchema } from 'typebox';
import { words } from '@reports/wording';
import type { Cell, CellKind } from './cells.ts';
import type { SheetColumn } from './layout.ts';

/** What of a JSON Schema says how a value is shown. */
interface Shape {
  type?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: readonly Shape[];
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
}

interface DataTable {
  name: string;
  columns: SheetColumn[];
  rows: unknown[][];
}

/** One figure that stands alone, outside of all lists. */
interface LoneFigure {
  label: string;
  cell: Cell;
}

/** `calls_evaluated` → `Calls evaluated`. */
export const headingOf = (name: string): string => {
  const words = name.replaceAll('_', ' ').trim();
  return words.replace(/^./, (letter) => letter.toUpperCase()).replace(/\bid$/, 'ID');
};

const within = (name: string, parent: string): string =>
  `${headingOf(name)} (${headingOf(parent).toLowerCase()})`;

/** The one that is not null. */
const present = (shape: Shape): Shape => shape.anyOf?.find(({ type }) => type !== 'null') ?? shape;

/** How a scalar is shown: integers, rates of 0 to 1 as percentages, other numbers with a decimal, dates and instants as such. */
const kindOf = (shape: Shape): CellKind => {
  const { type, format, minimum, maximum } = present(shape);
  if (type === 'integer') return 'integer';
  if (type === 'number') return minimum === 0 && maximum === 1 ? 'rate' : 'decimal';
  if (format === 'date') return 'date';
  return format === 'date-time' ? 'timestamp' : 'text';
};

type Read = (item: Record<string, unknown>) => unknown;
interface Field extends SheetColumn {
  name: string;
  read: Read;
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** Those of no team have a name too, or their row would have none. */
const shownOf = (name: string, value: unknown): unknown =>
  name === 'team' && value === null ? words().teams.without : value;

/** The scalars of an object, those of objects in it with the name of that object. */
const fieldsOf = (shape: Shape): Field[] =>
  Object.entries(shape.properties ?? {}).flatMap(([name, property]): Field[] => {
    const member = present(property);
    if (member.properties) {
      return fieldsOf(member).map((field) => ({
        ...field,
        heading: within(field.name, name),
        read: (item) => field.read(membersOf(item[name])),
      }));
    }
    if (member.type === 'array') {
      if (present(member.items ?? {}).properties) return [];
      return [
        {
          name,
          heading: headingOf(name),
          kind: 'text',
          read: (item) => (Array.isArray(item[name]) ? item[name].join(', ') : undefined),
        },
      ];
    }
    const kind = kindOf(member);
    const heading = kind === 'timestamp' ? `${headingOf(name)} (UTC)` : headingOf(name);
    return [{ name, heading, kind, read: (item) => shownOf(name, item[name]) }];
  });

/** What says which item of a list an inner list belongs to: its identifiers and names. */
const keysOf = (fields: readonly Field[]): Field[] => {
  const keys = fields.filter(({ name }) => /_(?:id|name)$/.test(name));
  return keys.length > 0 ? keys : fields.slice(0, 1);
};

interface Owner {
  /** What says which item it is, for the lists within it. */
  keys: readonly unknown[];
  item: Record<string, unknown>;
}

const listsOf = (
  shape: Shape,
  path: readonly string[],
  owners: readonly Owner[],
  keyColumns: readonly SheetColumn[],
): DataTable[] =>
  Object.entries(shape.properties ?? {}).flatMap(([name, property]): DataTable[] => {
    const member = present(property);
    const here = [...path, name];
    if (member.properties) {
      const inside = owners.map(({ keys, item }) => ({ keys, item: membersOf(item[name]) }));
      return listsOf(member, here, inside, keyColumns);
    }
    const listed = present(member.items ?? {});
    if (!listed.properties) return [];
    const fields = fieldsOf(listed);
    const items = owners.flatMap(({ keys, item }) =>
      (Array.isArray(item[name]) ? (item[name] as unknown[]) : []).map((value) => ({
        keys,
        item: membersOf(value),
      })),
    );
    const table: DataTable = {
      name: headingOf(here.join('_')).slice(0, 31),
      columns: [...keyColumns, ...fields].map(({ heading, kind }) => ({ heading, kind })),
      rows: items.map(({ keys, item }) => [...keys, ...fields.map(({ read }) => read(item))]),
    };
    const keyFields = keysOf(fields);
    const inner = items.map(({ item }) => ({ keys: keyFields.map(({ read }) => read(item)), item }));
    return [table, ...listsOf(listed, here, inner, keyFields)];
  });

/** A table for each list of objects in a type's `data`, lists within lists too, in the schema's order. A new list or figure needs nothing here. */
export const tablesOf = (schema: TObject, data: Record<string, unknown>): DataTable[] =>
  listsOf(schema, [], [{ keys: [], item: data }], []);

/** The figures of `data` that stand in no list. */
export const loneFiguresOf = (schema: TObject, data: Record<string, unknown>): LoneFigure[] =>
  fieldsOf(schema)
    .map(({ heading, kind, read }) => ({ label: heading, cell: { kind, value: read(data) } }))
    // What a dataset of an earlier release does not have is left out; what has no figure has its line.
    .filter(({ cell }) => cell.value !== undefined);

/** Names of the properties, at any depth, that hold a rate: the rows' columns of the same name do too. */
export const rateNamesOf = (schema: TSchema): Set<string> => {
  const names = new Set<string>();
  const visit = (shape: Shape): void => {
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      if (kindOf(property) === 'rate') names.add(name);
      visit(present(property));
    }
    if (shape.items) visit(present(shape.items));
  };
  visit(schema);
  return names;
};
