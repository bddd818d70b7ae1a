import { pino, type Logger } from 'pino';
import { currentTraceId } from './tracing.ts';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output, with the service's name and ISO times. No line at any level holds a parameter of a query, a
 * secret, a key or an e-mail address: errors say what they are and not what they were about, and whatever looks like one of the
 * others is cut out of the finished line, wherever it came from.
 */
export const createLogger = ({ service, level }: { service: string; level: string }): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { trace_id: traceId };
    },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: {
      paths: ['req.headers.authorization', 'headers.authorization', 'token', '*.token', 'secret', '*.secret'],
      censor: '[redacted]',
    },
    hooks: {
      logMethod(args: unknown[], method) {
        const [first, ...more] = args;
        const error = first instanceof Error ? first : errorOf(first);
        // Where there is no message, pino takes the error's as it is.
        const rest = more.length === 0 && error ? [error.message] : more;
        const [message = first, ...parts] = rest;
        const told = typeof message === 'string' ? withoutValues(message) : message;
        method.apply(
          this,
          (rest.length === 0 ? [told] : [first, told, ...parts]) as Parameters<typeof method>,
        );
      },
      streamWrite: redactLine,
    },
  });

const errorOf = (bindings: unknown): Error | undefined =>
  typeof bindings === 'object' && bindings !== null && 'err' in bindings && bindings.err instanceof Error
    ? bindings.err
    : undefined;

/** Causes that are told of an error. */
const maxCauses = 5;

/** What may be told beside name, message and stack: none of it comes from a row or a request. */
const tellable = [
  'code',
  'fate',
  'constraint_name',
  'table_name',
  'severity',
  'statusCode',
  'signal',
  'syscall',
];

/** An error without what it carries: drivers attach the parameters of a query, the row that broke a constraint, the request. */
const describeError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const details = Object.fromEntries(
    tellable.flatMap((name) => {
      const value = (error as unknown as Record<string, unknown>)[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
  const message = withoutValues(error.message);
  return {
    type: error.name,
    message,
    // The stack repeats the message as it was.
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...details,
    ...(error.cause !== undefined && depth < maxCauses && { cause: describeError(error.cause, depth + 1) }),
  };
};

/** Drizzle writes the parameters below the query; PostgreSQL quotes values that it cannot read, after a colon. */
const withoutValues = (message: string): string =>
  message
    .replace(/\n?params:[^]*$/, '')
    .replaceAll(/(invalid input \w+[^:]*|out of range[^:]*): "[^]*"/g, '$1: "[redacted]"');

/** Escapes of JSON come first, so that a letter of one is never taken for part of what follows it. */
const sensitive = new RegExp(
  [
    String.raw`\\u[0-9a-fA-F]{4}|\\.`,
    String.raw`(?<secret>whsec_[\w+/=-]+|nl_[0-9A-Za-z]{1,40}_[0-9A-Za-z]{8,}|(?<=[Bb]earer )[\w.~+/=-]{8,}|(?<=[?&]token=)[\w.~%+/=-]+)`,
    String.raw`(?<=:\/\/[^\s"\\/@:]*:)(?<password>[^\s"\\/@]+)(?=@)`,
    String.raw`(?<address>[\p{L}\p{N}._%+'-]+(?:@|%40)(?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})`,
  ].join('|'),
  'gu',
);

/** A finished line without what looks like a secret, a key, a password in a URL, or an e-mail address. */
const redactLine = (line: string): string =>
  line.replace(sensitive, (...match: [string, ...unknown[]]) => {
    const { secret, password, address } = match.at(-1) as Record<string, string | undefined>;
    if (secret !== undefined || password !== undefined) return '[redacted]';
    return address === undefined ? match[0] : '[address]';
  });
