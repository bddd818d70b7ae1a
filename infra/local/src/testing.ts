/** What tests ask the local platform for: engines of their own on the test servers. Starts nothing by itself. */
export { testEngines, engineSetting, type TestEngines } from './testing/test-engines.ts';
export { freePort } from './testing/free-port.ts';
export { type BreakableProxy, createProxy } from './testing/breakable-proxy.ts';
export { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
export { createTestNats } from './testing/test-nats.ts';
export { createTestNamespace } from './testing/test-temporal.ts';
export { createTestBucket, type TestBucket } from './testing/test-storage.ts';
export { createTestEnvironment, type TestEnvironment } from './testing/test-environment.ts';
export { type PrivateNats, startNatsCluster, startPrivateNats } from './testing/private-nats.ts';
export { type ReplicatedPostgres, startReplicatedPostgres } from './testing/replicated-postgres.ts';
export { type PrivateMinio, startPrivateMinio } from './testing/private-minio.ts';
export { startTestApi, type TestApi } from './testing/test-api.ts';
export { findPgDump } from './install/postgres-client.ts';
export { type OtherStorage, startVersityGateway } from './testing/versity-gateway.ts';
export { chartPrograms } from './install/chart-programs.ts';
export { findOrBuild, findProgram } from './install/go-program.ts';
export { createSelfSignedCertificate } from './testing/self-signed-certificate.ts';
