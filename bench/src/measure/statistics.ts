const sorted = (values: readonly number[]): number[] => values.toSorted((left, right) => left - right);

/** The value below which a share of the values lies, 0 to 1; interpolated. NaN where there are none. */
export const quantile = (values: readonly number[], share: number): number => {
  const ascending = sorted(values);
  const place = (ascending.length - 1) * share;
  const below = ascending[Math.floor(place)] ?? Number.NaN;
  const above = ascending[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);
