/** Makes a value once for the same texts and numbers: what `Intl` makes takes longer to make than to use. */
export const remember = <Keys extends readonly (string | number)[], Value>(
  make: (...keys: Keys) => Value,
): ((...keys: Keys) => Value) => {
  const made = new Map<string, Value>();
  return (...keys) => {
    const key = keys.join('|');
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(...keys);
    made.set(key, value);
    return value;
  };
};
