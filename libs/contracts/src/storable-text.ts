/** Whether a text can be stored as it is: without NUL characters and without half of a surrogate pair, both of which JSON can spell as escapes. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Whether every text of a value, at any depth, {@link isStorable}. The names of its fields are for its schema to check. */
export const hasStorableTexts = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const name in value) {
    if (!hasStorableTexts((value as Record<string, unknown>)[name])) return false;
  }
  return true;
};
