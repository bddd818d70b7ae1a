import { defineConfig } from 'vitest/config';

/** One configuration for every project: `nx test @reports/api`, or `npx vitest --root apps/api`. */
export default defineConfig({
  test: {
    include: [
      '{src,test,docs,e2e,faults,pooler,security,releases,observability,reference,dashboards,helm}/**/*.test.ts',
      '*.test.ts',
    ],
    exclude: ['**/node_modules/**'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Real engines on small machines: more workers than this only wait for each other.
    maxWorkers: 2,
    allowOnly: false,
  },
});
