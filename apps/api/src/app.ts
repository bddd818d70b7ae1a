import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { defaultLimits } from '@reports/database';
import { createSealedSecrets } from '@reports/signing';
import type { App } from './app-instance.ts';
import type { Dependencies } from './dependencies.ts';
import { createAnswerOnce } from './idempotency/answer-once.ts';
import { createNoteDownload, type NoteDownload } from './audit/note-downloads.ts';
import { createFailedKeys } from './keys/failed-keys.ts';
import { createFindCaller } from './keys/find-caller.ts';
import { collectRoutes } from './openapi/collect-routes.ts';
import { createOpenApiDocument } from './openapi/document.ts';
import { registerArrivingBodies, requestTimeoutMs } from './plugins/arriving-bodies.ts';
import { registerAuthentication, registerScopes } from './plugins/authentication.ts';
import { answerClientError } from './plugins/client-errors.ts';
import { registerCompressedAnswers } from './plugins/compressed-answers.ts';
import { registerDeprecation } from './plugins/deprecation.ts';
import { registerClosing } from './plugins/closing.ts';
import { registerJsonBody } from './plugins/json-body.ts';
import { registerListLinks } from './plugins/list-links.ts';
import { registerObservability } from './plugins/observability.ts';
import { registerProblemDetails, sendProblem } from './plugins/problem-details.ts';
import { registerRateLimit } from './plugins/rate-limit.ts';
import { readRequestId, registerRequestId } from './plugins/request-id.ts';
import { registerSecurityHeaders } from './plugins/security-headers.ts';
import { registerTracing } from './plugins/tracing.ts';
import { registerUnderPressure } from './plugins/under-pressure.ts';
import { registerUnlikelyRequests } from './plugins/unlikely-requests.ts';
import { registerValidation } from './plugins/validation.ts';
import { createLeaseRequests } from './rate-limits/lease-requests.ts';
import { createRateLimiter } from './rate-limits/rate-limiter.ts';
import { type CompletionWaiters, createCompletionWaiters } from './reports/completion-waiters.ts';
import { createSendReport } from './reports/send-report.ts';
import { registerAudit } from './routes/audit.ts';
import { registerBranding } from './routes/branding.ts';
import { registerCreateReport } from './routes/create-report.ts';
import { registerDeliveries } from './routes/deliveries.ts';
import { registerDocumentation } from './routes/documentation.ts';
import { registerEndReport } from './routes/end-report.ts';
import { registerGetReport } from './routes/get-report.ts';
import { registerHealth } from './routes/health.ts';
import { registerKeys } from './routes/keys.ts';
import { registerListReports } from './routes/list-reports.ts';
import { registerProblems } from './routes/problems.ts';
import { registerRenderReport } from './routes/render-report.ts';
import { registerRetryReport } from './routes/retry-report.ts';
import { registerRevokeLinks } from './routes/revoke-links.ts';
import { registerRerunReport } from './routes/rerun-report.ts';
import { registerReportTypes } from './routes/report-types.ts';
import { registerScheduleRuns } from './routes/schedule-runs.ts';
import { registerSchedules } from './routes/schedules.ts';
import { registerSendRecords } from './routes/send-records.ts';
import { registerSignedFiles } from './routes/signed-files.ts';
import { registerStoredRecords } from './routes/stored-records.ts';
import { registerUnsubscribe } from './routes/unsubscribe.ts';
import { registerWorkspace } from './routes/workspace.ts';
import { registerWebhooks } from './routes/webhooks.ts';

/** What records may be alone: everything else is small. */
const maxBodyBytes = 256 * 1024;

/** The HTTP edge, ready to listen. */
export const createApp = (dependencies: Dependencies): { app: App; waiters: CompletionWaiters } => {
  const { config, health, log } = dependencies;
  const loggerInstance: FastifyBaseLogger = log;
  const app: App = Fastify({
    loggerInstance,
    // One line for each request, in plugins/observability.ts, instead of Fastify's two.
    logController: new LogController({ disableRequestLogging: true }),
    // The same for every request: lines that need it name the request's id.
    childLoggerFactory: (logger) => logger,
    genReqId: readRequestId,
    // Whose word `X-Forwarded-For` is taken for. `request.ip` is then the client's address.
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    // Who sends no Host is answered like all others: plugins/unlikely-requests.ts.
    http: { requireHostHeader: false, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    requestTimeout: requestTimeoutMs,
    bodyLimit: maxBodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // What still comes while the server stops is answered, on its connection's last answer.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(error, request, reply);
    },
    routerOptions: { maxParamLength: 200 },
  });
  const waiters = createCompletionWaiters(dependencies);
  const noteDownload = createNoteDownload(app, dependencies);

  registerTracing(app);
  registerRequestId(app);
  registerUnlikelyRequests(app);
  registerClosing(app);
  registerSecurityHeaders(app, config);
  registerUnderPressure(app);
  registerObservability(app, health);
  registerProblemDetails(app);
  registerJsonBody(app);
  registerCompressedAnswers(app);
  registerDeprecation(app);

  const described = collectRoutes(app);
  registerHealth(app);
  registerProblems(app);
  registerDocumentation(app, () => createOpenApiDocument(described));
  void app.register(async (v1: App) => registerVersion1(v1, { ...dependencies, waiters, noteDownload }), {
    prefix: '/v1',
  });
  registerSignedFiles(app, { ...dependencies, noteDownload });
  registerUnsubscribe(app, dependencies);
  return { app, waiters };
};

const registerVersion1 = (
  app: App,
  {
    database,
    messaging,
    storage,
    waiters,
    noteDownload,
    health,
    log,
    config,
  }: Dependencies & { waiters: CompletionWaiters; noteDownload: NoteDownload },
): void => {
  const failedKeys = createFailedKeys(config.wrongKeysPerMinute);
  registerAuthentication(app, {
    findCaller: createFindCaller(database, { failedKeys, limits: defaultLimits(config) }),
    failedKeys,
    health,
  });
  registerRateLimit(app, createRateLimiter(createLeaseRequests(database)));
  registerScopes(app);
  registerArrivingBodies(app, health, config.maxBodyMegabytesInFlight * 1_048_576);
  registerValidation(app);
  registerListLinks(app);

  const answerOnce = createAnswerOnce(database);
  const sendReport = createSendReport({ storage, config, noteDownload });
  registerCreateReport(app, {
    answerOnce,
    database,
    waiters,
    sendReport,
    maxPeriodDays: config.maxPeriodDays,
  });
  registerListReports(app, { database });
  registerGetReport(app, { database, waiters, sendReport });
  registerRenderReport(app, { answerOnce });
  registerRetryReport(app, { answerOnce });
  registerRevokeLinks(app, { answerOnce });
  registerRerunReport(app, { answerOnce });
  registerAudit(app, { database });
  registerEndReport(app, { answerOnce, database, storage, log });
  registerReportTypes(app);
  registerSchedules(app, { database });
  registerScheduleRuns(app, { database, answerOnce });
  registerDeliveries(app, { database, answerOnce });
  registerWebhooks(app, {
    database,
    answerOnce,
    sealed: createSealedSecrets(config.secretKeys),
    endpointRules: {
      allowPrivate: config.webhookAllowPrivate === 'true',
      morePorts: config.webhookPorts,
      httpsOnly: config.nodeEnvironment === 'production',
    },
  });
  registerSendRecords(app, { messaging, answerOnce });
  registerStoredRecords(app, { database, answerOnce });
  registerKeys(app, { database, answerOnce });
  registerWorkspace(app, { database });
  registerBranding(app, { database });
};
