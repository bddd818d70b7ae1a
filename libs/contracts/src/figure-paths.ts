import { severities } from './records/compliance-check.ts';
import { type ReportType, summaryDataOf } from './report-types/index.ts';

/** What of a JSON Schema says where numbers are. */
interface Shape {
  type?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: readonly Shape[];
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  items?: Shape;
}

const present = (shape: Shape): Shape => shape.anyOf?.find(({ type }) => type !== 'null') ?? shape;

const isNumber = ({ type }: Shape): boolean => type === 'number' || type === 'integer';

/** The property that tells the items of a list apart: the first, as `agent_id`, `parameter`, `week`, `severity`. */
const keyOf = (item: Shape): string => Object.keys(item.properties ?? {})[0] ?? '';

/** Every way to cut a path in two at a dot: names of parameters may hold some. */
const cuts = (path: string): [head: string, tail: string][] =>
  [...path.matchAll(/\./g)].map(({ index }) => [path.slice(0, index), path.slice(index + 1)]);

/** What a figure at a path is; undefined where there is none. */
const figureIn = (shape: Shape, path: string): Shape | undefined => {
  if (Object.hasOwn(shape.properties ?? {}, path)) {
    const figure = present(shape.properties?.[path] ?? {});
    return isNumber(figure) ? figure : undefined;
  }
  for (const [name, tail] of cuts(path)) {
    if (!Object.hasOwn(shape.properties ?? {}, name)) continue;
    const member = present(shape.properties?.[name] ?? {});
    const item = present(member.items ?? {});
    const found = member.properties
      ? figureIn(member, tail)
      : item.properties &&
        cuts(tail)
          .filter(([key]) => key !== '')
          .map(([, rest]) => figureIn(item, rest))
          .find((figure) => figure !== undefined);
    if (found) return found;
  }
  return undefined;
};

const readFrom = (shape: Shape, value: unknown, path: string): number | null => {
  if (typeof value !== 'object' || value === null) return null;
  const members = value as Record<string, unknown>;
  if (Object.hasOwn(shape.properties ?? {}, path)) {
    const figure = members[path];
    return typeof figure === 'number' ? figure : null;
  }
  for (const [name, tail] of cuts(path)) {
    if (!Object.hasOwn(shape.properties ?? {}, name)) continue;
    const member = present(shape.properties?.[name] ?? {});
    if (member.properties) return readFrom(member, members[name], tail);
    const item = present(member.items ?? {});
    const list = Array.isArray(members[name]) ? (members[name] as Record<string, unknown>[]) : [];
    for (const [key, rest] of cuts(tail)) {
      const found = list.find((candidate) => candidate[keyOf(item)] === key);
      if (found) return readFrom(item, found, rest);
    }
  }
  return null;
};

const listIn = (shape: Shape, before = ''): string[] =>
  Object.entries(shape.properties ?? {}).flatMap(([name, property]): string[] => {
    const member = present(property);
    const path = `${before}${name}`;
    if (isNumber(member)) return [path];
    if (member.properties) return listIn(member, `${path}.`);
    const item = present(member.items ?? {});
    // Lists within lists have figures as well; naming them all would hide the others.
    return item.properties && !before.includes('<') ? listIn(item, `${path}.<${keyOf(item)}>.`) : [];
  });

const schemaOf = (type: ReportType): Shape => summaryDataOf(type);

/** `violations.critical` of an audit, whose list of violations is no figure, is short for this. */
const shortOf = (type: ReportType, path: string): string => {
  const severity = severities.find((name) => path === `violations.${name}`);
  return type === 'compliance_audit' && severity ? `severity_breakdown.${severity}.violations` : path;
};

/**
 * Whether a path names a number in a type's `data`: `pass_rate`, `totals.reach_rate`, and of lists by the first member of their items
 * `by_agent.agt_7.overall_score`. Whether a list has such an item, only a report can tell.
 */
export const isFigure = (type: ReportType, path: string): boolean =>
  figureIn(schemaOf(type), shortOf(type, path)) !== undefined;

/** Whether the figure at a path is a rate or a share, from 0 to 1, which readers have in percent. */
export const isRateFigure = (type: ReportType, path: string): boolean => {
  const figure = figureIn(schemaOf(type), shortOf(type, path));
  return figure?.minimum === 0 && figure.maximum === 1;
};

/** The figures that a type has, `<name>` standing for an item of a list. */
export const figuresOf = (type: ReportType): string[] => [
  ...listIn(schemaOf(type)),
  ...(type === 'compliance_audit' ? severities.map((name) => `violations.${name}`) : []),
];

/** The figure at a path of a report's `data`; null where there is none, as of an agent without evaluations. */
export const readFigure = (type: ReportType, data: unknown, path: string): number | null =>
  readFrom(schemaOf(type), data, shortOf(type, path));
