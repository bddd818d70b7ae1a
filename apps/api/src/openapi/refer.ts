const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Plain JSON of a TypeBox schema: without its symbols and hidden properties. */
const toJson = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));

export interface Reference {
  /** A schema as it stands in a path: a reference where it has a name. */
  refer: (schema: unknown) => unknown;
  nameOf: (schema: unknown) => string | undefined;
  /** The named schemas, each written out once. */
  components: Readonly<Record<string, unknown>>;
}

/**
 * Replaces every named schema inside others by a reference to it, and writes what generators read badly in the way that they
 * read well. Schemas are known by what they say, not by identity.
 */
export const createReference = (named: Readonly<Record<string, unknown>>): Reference => {
  const names = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));

  const refer = (value: unknown, self?: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => refer(item));
    if (!isObject(value)) return value;
    const name = names.get(JSON.stringify(value));
    if (name !== undefined && name !== self) return { $ref: `#/components/schemas/${name}` };
    return simplify(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, refer(item)])));
  };

  return {
    refer: (schema) => refer(toJson(schema)),
    nameOf: (schema) => names.get(JSON.stringify(schema)),
    components: Object.fromEntries(
      Object.entries(named).map(([name, schema]) => [name, refer(toJson(schema), name)]),
    ),
  };
};

/** `anyOf: [X, null]` is `type: [x, 'null']`; a list of texts is of type string. */
const simplify = (schema: Record<string, unknown>): Record<string, unknown> => {
  const { anyOf, ...rest } = schema;
  if (Array.isArray(anyOf) && anyOf.length === 2) {
    const [value, none] = anyOf as Record<string, unknown>[];
    if (none?.['type'] === 'null' && typeof value?.['type'] === 'string') {
      return { ...value, ...rest, type: [value['type'], 'null'] };
    }
  }
  return Array.isArray(schema['enum']) && schema['type'] === undefined
    ? { type: 'string', ...schema }
    : schema;
};
