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

/**
 * Between what 90 % of resamples lie: rounds of both sides, the same ones, are drawn as often as there are, and a statistic of the one is
 * divided by that of the other. How far a ratio may be trusted.
 */
export const ratioInterval = (
  ours: readonly (readonly number[])[],
  reference: readonly (readonly number[])[],
  statistic: (values: readonly number[]) => number,
  { resamples = 200, random = Math.random } = {},
): [low: number, high: number] => {
  const ratios = Array.from({ length: resamples }, () => {
    const drawn = ours.map(() => Math.floor(random() * ours.length));
    const of = (rounds: readonly (readonly number[])[]) =>
      statistic(drawn.flatMap((round) => rounds[round] ?? []));
    return of(ours) / of(reference);
  });
  return [quantile(ratios, 0.05), quantile(ratios, 0.95)];
};
