/**
 * The boundaries between packages (see ARCHITECTURE.md): apps import libs and never apps; `contracts`
 * is a leaf; the other libs import `contracts` and `service` alone, but `slots`, whose rows are in
 * `database`, and `resources`, which tells the rows of `database` and of `slots` in the contract's words; workflow code sees
 * Temporal's workflow API and `contracts` alone, since anything else could break its determinism.
 *
 * Packages are linked by npm workspaces, so a package imported by its name resolves to its real folder.
 */
const tests = '(\\.test\\.ts$|^[^/]+/[^/]+/test/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'apps-import-no-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'apps-import-no-infra',
      severity: 'error',
      comment:
        'Services take their engines from the environment; tests may ask the local platform for theirs.',
      from: { path: '^apps/', pathNot: tests },
      to: { path: '^(infra|tests|bench)/' },
    },
    {
      name: 'libs-import-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|tests|bench)/' },
    },
    {
      name: 'libs-import-no-infra',
      severity: 'error',
      from: { path: '^libs/', pathNot: tests },
      to: { path: '^infra/' },
    },
    {
      name: 'contracts-is-a-leaf',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: tests },
      to: { path: '^(libs/(?!contracts/)|apps|infra)' },
    },
    {
      name: 'contracts-imports-typebox-alone',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: tests },
      to: { path: 'node_modules/', pathNot: 'node_modules/typebox/' },
    },
    {
      name: 'service-imports-contracts-alone',
      severity: 'error',
      from: { path: '^libs/service/', pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/(contracts|service)/' },
    },
    {
      name: 'libs-import-contracts-and-service-alone',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: `${tests}|^libs/(resources|slots)/` },
      to: { path: '^libs/', pathNot: '^libs/(contracts|service|$1)/' },
    },
    {
      name: 'slots-have-rows-in-database',
      severity: 'error',
      from: { path: '^libs/slots/', pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/(contracts|service|database|slots)/' },
    },
    {
      name: 'resources-join-database-and-slots',
      severity: 'error',
      from: { path: '^libs/resources/', pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/(contracts|database|slots|resources)/' },
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      comment:
        'Workflow files import @temporalio/workflow, the part of contracts that is made for them, and each other; types from anywhere.',
      from: { path: '^apps/scheduler/src/workflows/', pathNot: tests },
      to: {
        dependencyTypesNot: ['type-only'],
        pathNot: [
          '^apps/scheduler/src/workflows/',
          '^libs/contracts/src/workflows.ts$',
          'node_modules/@temporalio/(workflow|common)/',
        ],
      },
    },
    {
      name: 'packages-by-name',
      severity: 'error',
      comment: "A path that climbs out of a package ties two packages together behind npm's back.",
      from: { path: '^((?:apps|libs|infra)/[^/]+|tests|bench)/' },
      to: {
        path: '^(apps|libs|infra|tests|bench)/',
        pathNot: '^$1/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'open-telemetry-in-telemetry-alone',
      severity: 'error',
      comment:
        'What our code says of its work it says through @reports/service: nothing of OpenTelemetry is loaded unless it is wanted.',
      from: { pathNot: '^libs/telemetry/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      // This one is resolved on purpose from beside the types it serves, where the cruiser does not look.
      to: { couldNotResolve: true, pathNot: '^protobufjs/ext/' },
    },
    {
      name: 'declared-in-package-json',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|\\.local|\\.nx)/' },
    tsPreCompilationDeps: true,
    // TypeScript 7 has no API to parse with yet; this one sees imports of types too.
    parser: 'swc',
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
