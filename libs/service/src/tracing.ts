/**
 * Where the time of one piece of work goes, over all services: spans, as OpenTelemetry means them. This file is what our code says of
 * its work; libs/telemetry makes traces of it where an operator wants them. Until then nothing happens here.
 */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  kind?: SpanKind;
  /** A W3C `traceparent`, of work elsewhere that this one belongs to. Absent: what is current here, else nothing. */
  parent?: string | undefined;
  /** Ids and sizes; never what a customer wrote. */
  attributes?: SpanAttributes;
}

/** One piece of work. */
export interface Span {
  /** For whoever goes on with the work elsewhere. Undefined: nothing is traced. */
  readonly traceparent: string | undefined;
  /** Does work as a part of it. */
  run: <Result>(work: () => Result) => Result;
  note: (attributes: SpanAttributes) => void;
  fail: (error: unknown) => void;
  end: () => void;
}

/** Makes spans: OpenTelemetry, behind libs/telemetry. */
export interface Tracer {
  begin: (name: string, options: SpanOptions) => Span;
  /** The `traceparent` of what is done now. */
  current: () => string | undefined;
  /** A `traceparent` that is the same wherever it is made of the same UUID, for work that several processes begin. */
  ofUuid: (uuid: string) => string;
}

const untraced: Span = {
  traceparent: undefined,
  run: (work) => work(),
  note: () => undefined,
  fail: () => undefined,
  end: () => undefined,
};

/** Of the process, as its log's level is: work is traced wherever it is done, or nowhere. */
let tracer: Tracer | undefined;

/** From now on work is traced; undefined: no more. */
export const useTracer = (given: Tracer | undefined): void => {
  tracer = given;
};

export const isTracing = (): boolean => tracer !== undefined;

/** For work whose end is another event. {@link inSpan} is for all other. */
export const beginSpan = (name: string, options: SpanOptions = {}): Span =>
  tracer?.begin(name, options) ?? untraced;

/** Does work as a span, which ends with it, and fails with it. */
export const inSpan = async <Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  if (tracer === undefined) return work(untraced);
  const span = tracer.begin(name, options);
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
};

/** The W3C `traceparent` of what is done now, to hand on with it. */
export const currentTraceparent = (): string | undefined => tracer?.current();

/** What lines of the log name. */
export const currentTraceId = (): string | undefined => currentTraceparent()?.slice(3, 35);

/** The parent of work that has none of its own and belongs together by a UUID. */
export const traceparentOf = (uuid: string): string | undefined => tracer?.ofUuid(uuid);
