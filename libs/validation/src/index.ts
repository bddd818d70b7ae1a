/** What is wrong with a value, in the words that every answer and the command line use. */
export { findFaults, isObject } from './find-faults.ts';
export { findTextFaults } from './find-text-faults.ts';
export type { JsonSchema } from './json-schema.ts';
