import type { Sql } from 'postgres';

/** A longer statement is a list of values, and each length of the list would be a statement of its own, kept by the server. */
const maxParameters = 40;

type Unsafe = Sql['unsafe'];

/**
 * A driver whose texts with parameters are prepared, once for each connection. Drizzle does not ask for it, and then every statement
 * is parsed and planned again, and takes two round trips: the driver asks for the types of its parameters first.
 */
export const withPreparedStatements = <Client extends object>(client: Client): Client =>
  new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (property === 'unsafe') {
        const unsafe = value as Unsafe;
        return (text: string, parameters: Parameters<Unsafe>[1] = [], options: object = {}) =>
          unsafe(text, parameters, { ...options, prepare: parameters.length <= maxParameters });
      }
      if (property === 'begin' || property === 'savepoint') {
        const begin = value as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => {
          const work = given.pop() as (transaction: object) => unknown;
          return begin(...given, (transaction: object) => work(withPreparedStatements(transaction)));
        };
      }
      return value;
    },
  });
