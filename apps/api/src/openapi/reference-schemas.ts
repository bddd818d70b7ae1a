const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Plain JSON of a TypeBox schema: without its symbols and hidden properties. */
const toJson = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));

/** Replaces every named schema inside others by a reference to it. Schemas are known by what they say, not by identity. */
export const createReferencer = (named: Readonly<Record<string, unknown>>) => {
  const names = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));

  const refer = (value: unknown, self?: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => refer(item));
    if (!isObject(value)) return value;
    const name = names.get(JSON.stringify(value));
    if (name !== undefined && name !== self) return { $ref: `#/components/schemas/${name}` };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, refer(item)]));
  };

  return {
    /** A schema as it stands in a path: a reference where it has a name. */
    reference: (schema: unknown): unknown => refer(toJson(schema)),
    /** The named schemas, each written out once. */
    components: Object.fromEntries(
      Object.entries(named).map(([name, schema]) => [name, refer(toJson(schema), name)]),
    ),
  };
};
