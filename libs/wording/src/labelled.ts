import { type DatasetSummary, type FilterName, type Labels, reportTypes } from '@reports/contracts';
import { language, words } from './language.ts';
import type { NamesById } from './names-in.ts';
import { remember } from './remember.ts';

/** The members of data, and the filters, whose values are codes of the workspace. */
const kindsOf: Readonly<Record<string, keyof Labels>> = {
  disposition: 'dispositions',
  parameter: 'parameters',
  check: 'checks',
};

type Words = Readonly<Record<string, string>>;

const wordOf = (known: Words | undefined, code: string): string | undefined =>
  known && Object.hasOwn(known, code) ? known[code] : undefined;

/** The workspace's label of a code that stands in `name`, else our word for it where it is a code of ours. */
const shownAs = (name: string, code: string, labels: Labels | undefined): string | undefined => {
  const kind = Object.hasOwn(kindsOf, name) ? kindsOf[name] : undefined;
  const own: Readonly<Record<string, Words>> = words().codes;
  return (
    wordOf(kind && labels?.[kind], code) ?? wordOf(Object.hasOwn(own, name) ? own[name] : undefined, code)
  );
};

/** Gives what readers are shown of a value that stands in `name`: the label of a code, all else as it is. */
type ShowValue = (name: string, value: unknown) => unknown;

export const showWith =
  (labels: Labels | undefined): ShowValue =>
  (name, value) =>
    typeof value === 'string' ? (shownAs(name, value, labels) ?? value) : value;

const showAll = (value: unknown, show: ShowValue): unknown => {
  if (Array.isArray(value)) return value.map((item) => showAll(item, show));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, showAll(show(name, member), show)]),
  );
};

/** Any data with labels in place of codes, for readers. */
export const labelled = <Data>(data: Data, labels: Labels | undefined): Data =>
  showAll(data, showWith(labels)) as Data;

/** A dataset's summary as readers are shown it: its data with words in place of codes, in the language in force. */
export const labelledSummary = (summary: DatasetSummary): DatasetSummary => {
  const { labels, data, request } = summary;
  // Calls alone have a code of ours, where none was recorded: the data of other types is spared the walk.
  const filters: readonly FilterName[] = reportTypes[request.type].filters;
  const hasCodes = labels !== undefined || filters.includes('disposition');
  return hasCodes ? { ...summary, data: labelled(data, labels) } : summary;
};

const languageNames = remember(
  (locale: string) => new Intl.DisplayNames(locale, { type: 'language', languageDisplay: 'standard' }),
);

/** `Hindi`, of `hi`; undefined of what is no code of a language. */
const languageName = (code: string): string | undefined => {
  if (!/^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i.test(code)) return undefined;
  try {
    return languageNames(language().locale).of(code);
  } catch {
    return undefined;
  }
};

/** A filter's value as readers know it: a label, our word for a code of ours, the name of a language; else as it was sent. */
export const sayFilterValue = (name: FilterName, value: string, labels: Labels | undefined): string => {
  if (name === 'language') return languageName(value) ?? value;
  const own = name === 'severity' ? wordOf(words().severities, value) : shownAs(name, value, labels);
  return own ?? value;
};

/** What readers know a filter's values by: names of campaigns and agents, where there are any, and the workspace's labels. */
export interface KnownBy {
  names?: NamesById | undefined;
  labels?: Labels | undefined;
}

/** The same with the code that a request has for it in brackets: beside a name always, beside a word of ours `withCode`. */
export const nameFilterValue = (
  name: FilterName,
  value: string,
  { names, labels }: KnownBy,
  { withCode = false }: { withCode?: boolean } = {},
): string => {
  const known = names?.get(value);
  const word = known ?? sayFilterValue(name, value, labels);
  return word === value || (known === undefined && !withCode) ? word : `${word} (${value})`;
};
