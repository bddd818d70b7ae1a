import { auditEntries, type AuditEntry, type Database, type Transaction } from '@reports/database';
import type { FastifyRequest } from 'fastify';

/** Records come in by the million, and each says itself when it came. */
const notAudited = new Set(['sendRecords']);

const maxUserAgentLength = 300;

/** Who sends a request, from where. */
export const senderOf = ({ ip, headers, id }: Pick<FastifyRequest, 'ip' | 'headers' | 'id'>) => ({
  address: ip,
  userAgent: headers['user-agent']?.slice(0, maxUserAgentLength),
  requestId: id,
});

/** Adds what a request changes to the audit log, in the transaction of the change. `body`: what it is answered, if that names something new. */
export const noteChange = async (
  transaction: Transaction,
  request: FastifyRequest,
  body?: unknown,
): Promise<void> => {
  const action = request.routeOptions.config.operation?.id;
  if (action === undefined || notAudited.has(action)) return;
  const { workspaceId, keyId } = request.caller;
  await transaction.execute(
    auditEntries([
      { workspaceId, actor: keyId, action, ...objectsOf(request.params, body), ...senderOf(request) },
    ]),
  );
};

/** Changes rows of the workspace of whoever asks, and notes it, in one transaction. */
export const changeRows = <Result>(
  database: Database,
  request: FastifyRequest,
  change: (transaction: Transaction) => Promise<Result>,
): Promise<Result> =>
  database.withWorkspace(request.caller.workspaceId, async (transaction) => {
    const result = await change(transaction);
    await noteChange(transaction, request);
    return result;
  });

type Names = Partial<Record<string, string>>;

const objectsOf = (params: unknown, body: unknown): Pick<AuditEntry, 'reportId' | 'resource'> => {
  const [named, made] = [(params ?? {}) as Names, (body ?? {}) as Names];
  const reportId = named['reportId'] ?? made['report_id'];
  const madeReportId = made['report_id'] === reportId ? undefined : made['report_id'];
  return {
    reportId,
    // Of a record its kind alone: an id may be a person's, whose traces an erasure must be able to end.
    resource:
      named['webhookId'] ??
      named['deliveryId'] ??
      named['keyId'] ??
      named['kind'] ??
      made['webhook_id'] ??
      made['key_id'] ??
      made['erasure_id'] ??
      madeReportId,
  };
};
