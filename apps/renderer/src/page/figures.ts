/** One of the figures at the top of a page. */
export interface Figure {
  label: string;
  value: string;
  /** What it is of. */
  context: string;
  /** The same of the period before: `84.0 in the period before`; empty where there is none. */
  before: string;
}

export const figure = (label: string, value: string, context: string, before = ''): Figure => ({
  label,
  value,
  context,
  before,
});
