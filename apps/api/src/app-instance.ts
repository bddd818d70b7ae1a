import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Fault } from '@reports/contracts';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Caller } from './keys/find-caller.ts';
import type { Operation } from './openapi/operation.ts';

/** Fastify, with bodies and queries typed by their TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Set on every route under /v1. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** How the OpenAPI document describes the route; without it the route is not part of the document. */
    operation?: Operation;
    /** Set where a narrower scope than the method's is asked for. */
    scope?: 'admin';
    /** Has the last word on a body's faults: adds those that its schema cannot see. The body may be anything. */
    reviewBody?: (body: unknown, faults: Fault[], caller: Caller) => Fault[];
    /** Faults of a valid query as a whole. */
    findQueryFaults?: (query: unknown) => Fault[];
  }
}
