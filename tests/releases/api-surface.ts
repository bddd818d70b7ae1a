/**
 * What clients may rely on in an OpenAPI document, a line each: operations, parameters, what a body may and must have, what an answer
 * has, events and error codes. A release keeps its own in `fixtures/RELEASE/api.txt`.
 */
export const surfaceOf = (document: OpenApiDocument): string[] => {
  const lines = [
    ...Object.values(document.components.examples ?? {}).map(({ value }) => `error ${String(value.code)}`),
    ...Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) =>
        linesOfOperation(document, `${method.toUpperCase()} ${path}`, operation),
      ),
    ),
    // An event is sent to the client: its body is what an answer is elsewhere.
    ...Object.entries(document.webhooks ?? {}).flatMap(([name, { post }]) =>
      linesOfAnswer(document, `event ${name}`, post?.requestBody),
    ),
  ];
  return [...new Set(lines)].toSorted();
};

export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    examples?: Record<string, { value: { code?: unknown } }>;
  };
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Operation {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface Parameter {
  name: string;
  in: string;
  schema: Schema;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const linesOfOperation = (document: OpenApiDocument, name: string, operation: Operation): string[] => [
  name,
  ...(operation.parameters ?? []).flatMap((parameter) => {
    const {
      name: parameterName,
      in: place,
      schema,
    } = '$ref' in parameter ? sharedParameter(document, parameter.$ref) : parameter;
    return linesOfValue(document, `${name} ${place} ${parameterName}`, schema);
  }),
  ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
    linesOfValue(document, `${name} body `, schema),
  ),
  ...Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 400)
    .flatMap(([status, answer]) => linesOfAnswer(document, `${name} ${status}`, answer)),
];

const sharedParameter = ({ components }: OpenApiDocument, reference: string): Parameter => {
  const parameter = components.parameters[lastOf(reference)];
  if (!parameter) throw new Error(`${reference} is not there`);
  return parameter;
};

const lastOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** What a client may send: each type and each value of it, and what it must have. */
const linesOfValue = (document: OpenApiDocument, place: string, schema: Schema): string[] =>
  alternativesOf(document, place, schema).flatMap((alternative) => [
    `${alternative.place}: ${typeOf(alternative.schema)}${valuesOf(alternative.schema) ? '' : ', any'}`,
    ...(valuesOf(alternative.schema) ?? []).map((value) => `${alternative.place} = ${JSON.stringify(value)}`),
    ...(alternative.schema.required ?? []).map((name) => `${alternative.place}.${name} is required`),
    ...membersOf(alternative).flatMap((member) => linesOfValue(document, member.place, member.schema)),
  ]);

/** What a client is sent: each property with all of its types, and whether it is always there. */
const linesOfAnswer = (document: OpenApiDocument, name: string, { content = {} }: Content = {}): string[] => [
  name,
  ...Object.entries(content).flatMap(([contentType, { schema }]) =>
    contentType.includes('json')
      ? linesOfSent(document, `${name} `, schema, true)
      : [`${name} ${contentType}`],
  ),
];

const linesOfSent = (
  document: OpenApiDocument,
  place: string,
  schema: Schema,
  isAlways: boolean,
): string[] => {
  const alternatives = alternativesOf(document, place, schema);
  const types = [...new Set(alternatives.map((alternative) => typeOf(alternative.schema)))].toSorted();
  return [
    `${place}: ${types.join(' or ')}${isAlways ? ', always' : ''}`,
    ...alternatives.flatMap((alternative) =>
      membersOf(alternative).flatMap((member) =>
        linesOfSent(
          document,
          member.place,
          member.schema,
          member.name === undefined || (alternative.schema.required ?? []).includes(member.name),
        ),
      ),
    ),
  ];
};

interface Alternative {
  place: string;
  schema: Schema;
}

/** The schema, or the ones that it is one of; a named one has its name in its place. */
const alternativesOf = (document: OpenApiDocument, place: string, schema: Schema): Alternative[] => {
  const followed = schema.$ref === undefined ? schema : document.components.schemas[lastOf(schema.$ref)];
  if (!followed) throw new Error(`${schema.$ref} is not there`);
  const choice = followed.oneOf ?? followed.anyOf;
  if (!choice) return [{ place, schema: followed }];
  return choice.flatMap((each) =>
    alternativesOf(document, followed.oneOf && each.$ref ? `${place}(${lastOf(each.$ref)})` : place, each),
  );
};

const membersOf = ({ place, schema }: Alternative): (Alternative & { name?: string })[] => [
  ...Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    place: `${place}.${name}`,
    schema: property,
  })),
  ...(schema.items ? [{ place: `${place}[]`, schema: schema.items }] : []),
];

const valuesOf = ({ const: only, enum: values }: Schema): unknown[] | undefined =>
  values ?? (only === undefined ? undefined : [only]);

const typeOf = (schema: Schema): string =>
  [schema.type ?? [...new Set((valuesOf(schema) ?? [{}]).map((value) => typeof value))]]
    .flat()
    .toSorted()
    .join(' or ');
