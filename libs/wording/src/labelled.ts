import type { DatasetSummary, Labels, ReportFilters } from '@reports/contracts';

/** The members of data, and the filters, whose values are codes. */
const kindsOf: Readonly<Record<string, keyof Labels>> = {
  disposition: 'dispositions',
  parameter: 'parameters',
  check: 'checks',
};

/** Gives what readers are shown of a value that stands in `name`: the label of a code, all else as it is. */
type ShowValue = (name: string, value: unknown) => unknown;

const asItIs: ShowValue = (_name, value) => value;

export const showWith = (labels: Labels | undefined): ShowValue => {
  if (!labels) return asItIs;
  return (name, value) => {
    const kind = Object.hasOwn(kindsOf, name) ? kindsOf[name] : undefined;
    const known = kind && labels[kind];
    return known && typeof value === 'string' && Object.hasOwn(known, value) ? known[value] : value;
  };
};

const showAll = (value: unknown, show: ShowValue): unknown => {
  if (Array.isArray(value)) return value.map((item) => showAll(item, show));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, showAll(show(name, member), show)]),
  );
};

const showFilters = (filters: ReportFilters, show: ShowValue): ReportFilters =>
  Object.fromEntries(
    Object.entries(filters).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.map((value) => show(name, value)) : show(name, values),
    ]),
  ) as ReportFilters;

/** Any data with labels in place of codes, for readers. */
export const labelled = <Data>(data: Data, labels: Labels | undefined): Data =>
  labels ? (showAll(data, showWith(labels)) as Data) : data;

/** A dataset's summary as readers are shown it: its data and filters with labels in place of codes. */
export const labelledSummary = (summary: DatasetSummary): DatasetSummary => {
  const { labels, data, request } = summary;
  if (!labels) return summary;
  const show = showWith(labels);
  return {
    ...summary,
    data: labelled(data, labels),
    request: { ...request, filters: showFilters(request.filters, show) },
  };
};
