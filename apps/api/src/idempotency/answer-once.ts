import { hash } from 'node:crypto';
import { type Database, idempotencyKeys, type Transaction, tryLock } from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteChange } from '../audit/note-change.ts';
import { invalidRequest, ProblemError } from '../problems/problem-error.ts';

/** What a route answers. Answers of POST are kept under their idempotency key, so they are plain data. */
export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
  /** What a repeat under the same idempotency key is given instead, where the body holds a secret that is shown once. */
  keptBody?: unknown;
}

export type SendAnswer = (reply: FastifyReply, answer: Answer) => FastifyReply | Promise<FastifyReply>;

/**
 * Answers a POST: the work and the memory of its answer are one transaction of the caller's workspace. What waits for another
 * engine and may be done twice is `prepare`: it runs before, and keeps no connection to the database while it does.
 */
export type AnswerOnce = (
  request: FastifyRequest,
  reply: FastifyReply,
  work: (transaction: Transaction) => Promise<Answer>,
  options?: {
    prepare?: () => Promise<void>;
    /** Sends the answer, the first time and at each repeat: as it is, unless it is said. */
    send?: SendAnswer;
  },
) => Promise<FastifyReply>;

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/**
 * Gives a request with an `Idempotency-Key` its answer once: the same key within 24 hours gives the first answer again.
 *
 * A lock of the transaction guards the key, so that a second request that comes while the first one runs is refused at once,
 * and nothing is left behind by a process that dies. Only answers are kept: what was refused has done nothing, and may be
 * fixed and sent under the same key.
 */
export const createAnswerOnce =
  (database: Database): AnswerOnce =>
  async (request, reply, work, { prepare, send = sendAnswer } = {}) => {
    const key = readIdempotencyKey(request);
    const { workspaceId } = request.caller;
    const perform = async (transaction: Transaction): Promise<Answer> => {
      const answer = await work(transaction);
      await noteChange(transaction, request, answer.body);
      return answer;
    };
    if (key === undefined) {
      await prepare?.();
      return send(reply, await database.withWorkspace(workspaceId, perform));
    }

    const claim: Claim = {
      workspaceId,
      route: `${request.method} ${request.url.split('?')[0]}`,
      key,
      requestHash: hashBody(request.body),
    };
    const replay = (answer: Answer) => send(reply.header('idempotency-replayed', 'true'), answer);
    const find = async (transaction: Transaction) => {
      await lockKey(transaction, claim);
      return findAnswer(transaction, claim);
    };
    if (prepare) {
      const kept = await database.withWorkspace(workspaceId, find);
      if (kept) return replay(kept);
      await prepare();
    }
    const { kept, first } = await database.withWorkspace(workspaceId, async (transaction) => {
      const kept = await find(transaction);
      if (kept) return { kept };
      const first = await perform(transaction);
      await keepAnswer(transaction, claim, first);
      return { first };
    });
    return kept ? replay(kept) : send(reply, first);
  };

interface Claim {
  workspaceId: string;
  route: string;
  key: string;
  requestHash: Buffer;
}

/** The request's `Idempotency-Key`, if it has one. Throws `invalid_request` when it cannot be one. */
export const readIdempotencyKey = ({ headers }: FastifyRequest): string | undefined => {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && keyPattern.test(given)) return given;
  throw invalidRequest([
    { pointer: 'Idempotency-Key', detail: 'must be 1 to 255 printable ASCII characters without spaces' },
  ]);
};

/** SHA-256 of a body, whatever the order of its fields and the space between them. */
const hashBody = (body: unknown): Buffer =>
  hash('sha256', Buffer.isBuffer(body) ? body : (JSON.stringify(body, sortFields) ?? ''), 'buffer');

const sortFields = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const lockKey = async (transaction: Transaction, { workspaceId, route, key }: Claim): Promise<void> => {
  if (await tryLock(transaction, JSON.stringify([workspaceId, route, key]))) return;
  throw new ProblemError({
    code: 'request_in_progress',
    message: 'The first request with this Idempotency-Key is still running. Send it again in a moment.',
  });
};

const ofKey = ({ workspaceId, route, key }: Claim) =>
  and(
    eq(idempotencyKeys.workspaceId, workspaceId),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  );

const findAnswer = async (transaction: Transaction, claim: Claim): Promise<Answer | undefined> => {
  const [row] = await transaction
    .select()
    .from(idempotencyKeys)
    .where(and(ofKey(claim), sql`${idempotencyKeys.createdAt} > now() - interval '24 hours'`));
  if (!row) return undefined;
  if (!row.requestHash.equals(claim.requestHash)) {
    throw new ProblemError({
      code: 'idempotency_key_reused',
      message: 'This Idempotency-Key came with another body before. Use a new key for a new request.',
    });
  }
  return {
    status: row.responseStatus ?? 200,
    headers: row.responseHeaders ?? {},
    body: JSON.parse(row.responseBody ?? 'null'),
  };
};

const keepAnswer = async (transaction: Transaction, claim: Claim, answer: Answer): Promise<void> => {
  // One that is older than a day makes room.
  await transaction.delete(idempotencyKeys).where(ofKey(claim));
  await transaction.insert(idempotencyKeys).values({
    ...claim,
    responseStatus: answer.status,
    responseHeaders: { ...answer.headers },
    responseBody: JSON.stringify(answer.keptBody ?? answer.body),
  });
};

/** Sends an answer as it is. */
export const sendAnswer: SendAnswer = (reply, { status, headers = {}, body, keptBody }) =>
  reply
    .code(status)
    .headers({ 'cache-control': keptBody === undefined ? 'no-store' : 'no-store, no-transform', ...headers })
    .send(body);
