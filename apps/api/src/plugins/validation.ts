import type { Fault } from '@reports/contracts';
import { findFaults, findTextFaults } from '@reports/validation';
import type { FastifyRequest, preValidationHookHandler, RouteOptions } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { App } from '../app-instance.ts';
import type { Caller } from '../keys/find-caller.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { invalidRequest, ProblemError } from '../problems/problem-error.ts';
import { readQuery } from '../validation/read-query.ts';

const noParameters = Type.Object({}, { additionalProperties: false });

/** What is missing when a parameter of the path cannot be the id that it stands for. */
const missing: Record<string, ProblemCode> = {
  reportId: 'report_not_found',
  deliveryId: 'delivery_not_found',
  webhookId: 'webhook_not_found',
  keyId: 'key_not_found',
};

/**
 * Checks each request against its route's schemas before the handler sees it, and names every fault of body and query at
 * once, the schema's and those that only code can see. A route without a query schema takes no parameters.
 */
export const registerValidation = (app: App): void => {
  // Fastify stops at the first part that is wrong: the hooks below look at them all.
  app.setValidatorCompiler(() => () => true);
  app.addHook('onRoute', (route) => {
    const check = createCheck(route);
    const hook: preValidationHookHandler = (request, _reply, done) => {
      try {
        check(request);
        done();
      } catch (error) {
        done(error as Error);
      }
    };
    route.preValidation = [hook, ...[route.preValidation ?? []].flat()];
  });
};

const createCheck = ({ schema, config }: RouteOptions): ((request: FastifyRequest) => void) => {
  const checkParams = createParamsCheck(schema?.params as TSchema | undefined);
  const findBody = createBodyCheck(schema?.body as TSchema | undefined, config?.reviewBody);
  const bodyOptional = config?.operation?.bodyOptional === true;
  const querySchema = (schema?.querystring as TSchema | undefined) ?? noParameters;
  return (request) => {
    checkParams(request.params);
    const { query, faults } = readQuery(querySchema, request.query as Record<string, unknown>);
    request.query = query;
    const all = [
      ...(bodyOptional && request.body === undefined ? [] : findBody(request.body, request.caller)),
      ...faults,
    ];
    if (faults.length === 0) all.push(...(config?.findQueryFaults?.(query) ?? []));
    if (all.length > 0) throw invalidRequest(all);
  };
};

const createBodyCheck = (
  schema: TSchema | undefined,
  review: (body: unknown, faults: Fault[], caller: Caller) => Fault[] = (_body, faults) => faults,
): ((body: unknown, caller: Caller) => Fault[]) => {
  if (!schema) return () => [];
  const validator = Compile(schema);
  return (body, caller) => {
    const faults = validator.Check(body) ? [] : findFaults(schema, body);
    // A place is named once: a pattern may have refused the text already.
    const named = new Set(faults.map(({ pointer }) => pointer));
    const ofTexts = findTextFaults(body).filter(({ pointer }) => !named.has(pointer));
    return review(body, [...faults, ...ofTexts], caller);
  };
};

const createParamsCheck = (schema: TSchema | undefined): ((params: unknown) => void) => {
  if (!schema) return () => undefined;
  const validator = Compile(schema);
  return (params) => {
    if (validator.Check(params)) return;
    const [fault] = findFaults(schema, params);
    const name = fault?.pointer.slice(1) ?? '';
    const given = (params as Record<string, string>)[name];
    throw new ProblemError({
      code: missing[name] ?? 'not_found',
      message: `There is no ${name} "${given}": it ${fault?.detail}.`,
    });
  };
};
