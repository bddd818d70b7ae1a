/** Ends an exhaustive switch: the compiler refuses a missing case, and a value from outside the types throws. */
export const assertNever = (value: never): never => {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
};
