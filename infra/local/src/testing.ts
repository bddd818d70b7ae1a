/** What tests ask the local platform for: engines of their own on the test servers. Starts nothing by itself. */
export { testEngines, engineSetting, type TestEngines } from './testing/test-engines.ts';
