/** An exact fraction; the denominator is positive. */
export interface Rational {
  n: bigint;
  d: bigint;
}

/** The decimal that a number's shortest text says: 0.1 is one tenth. */
export const decimal = (value: number): Rational => {
  const [, sign, whole = '', digits = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const scale = digits.length - Number(exponent);
  const n = BigInt(`${sign}${whole}${digits}`);
  return scale >= 0 ? { n, d: 10n ** BigInt(scale) } : { n: n * 10n ** BigInt(-scale), d: 1n };
};

export const count = (value: number): Rational => ({ n: BigInt(value), d: 1n });
export const plus = (a: Rational, b: Rational): Rational => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a: Rational, b: Rational): Rational => plus(a, { n: -b.n, d: b.d });
export const sum = (values: readonly Rational[]): Rational => values.reduce(plus, count(0));

/** Null where there is nothing to divide by. */
export const over = (a: Rational, b: Rational): Rational | null =>
  b.n === 0n ? null : b.n > 0n ? { n: a.n * b.d, d: a.d * b.n } : { n: -a.n * b.d, d: -a.d * b.n };

export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** Half away from zero, as text with `digits` decimals. */
export const rounded = (value: Rational, digits: number): string => {
  const scaled = (value.n < 0n ? -value.n : value.n) * 10n ** BigInt(digits);
  const units = (2n * scaled + value.d) / (2n * value.d);
  const text = String(units).padStart(digits + 1, '0');
  const sign = value.n < 0n && units > 0n ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** A figure: the text of its CSV cell ('' for null) and its JSON value. */
export interface Figure {
  text: string;
  json: number | null;
}

/** A rate: two decimals, or as many up to four as tell it from 0 and 1. */
export const rateFigure = (value: Rational | null): Figure => {
  if (value === null) return { text: '', json: null };
  const isWhole = value.n === 0n || value.n === value.d;
  const digits = [2, 3, 4].find(
    (some) => isWhole || !['0', '1'].includes(String(Number(rounded(value, some)))),
  );
  const text = digits === undefined ? (2n * value.n < value.d ? '0.0001' : '0.9999') : rounded(value, digits);
  return { text, json: Number(text) };
};

export const figure = (value: Rational | null, digits: number): Figure => {
  if (value === null) return { text: '', json: null };
  const text = rounded(value, digits);
  return { text, json: Number(text) };
};
