/** Of points at 0, 1, 2, …, the slope of the line with the least squares. Two points at least. */
export const slopeOf = (values: readonly number[]): number => {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const places = values.map((_, place) => place);
  const [x, y] = [mean(places), mean(values)];
  const products = places.map((place) => (place - x) * ((values[place] ?? 0) - y));
  const squares = places.map((place) => (place - x) ** 2);
  return mean(products) / mean(squares);
};
