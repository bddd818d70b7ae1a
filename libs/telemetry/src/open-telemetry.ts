import { AsyncLocalStorage } from 'node:async_hooks';
import {
  diag,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  type SpanContext,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import {
  type Logger,
  messageOf,
  release,
  ServiceError,
  type Span,
  type SpanKind,
  type Tracer,
} from '@reports/service';
import type { TelemetrySettings } from './settings.ts';

const kinds: Record<SpanKind, OtelKind> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

const rootSamplerOf = (name: string, share: number): Sampler => {
  switch (name) {
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(share);
    default:
      return new AlwaysOnSampler();
  }
};

const samplerOf = ({ tracesSampler, tracesSamplerShare }: TelemetrySettings): Sampler => {
  const root = rootSamplerOf(tracesSampler.replace('parentbased_', ''), tracesSamplerShare);
  return tracesSampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
};

const isKept = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;

const format = (context: SpanContext): string =>
  `00-${context.traceId}-${context.spanId}-${isKept(context) ? '01' : '00'}`;

/** W3C Trace Context, of any version; undefined for what is none. */
const parse = (traceparent: string): SpanContext | undefined => {
  const isOne = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/.test(
    traceparent,
  );
  if (!isOne) return undefined;
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53, 55), 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
};

const nothing = (): void => undefined;

const failSpan = (span: OtelSpan, error: unknown): void => {
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  // Drivers attach what an error was about to it: its name and message alone are told.
  span.setAttribute(
    'error.type',
    error instanceof ServiceError ? error.code : error instanceof Error ? error.name : typeof error,
  );
};

/** OpenTelemetry's SDK as our code knows it. */
export const startTracer = (
  settings: TelemetrySettings & { service: string; log: Logger },
): { tracer: Tracer; stop: () => Promise<void> } => {
  const { service, log, otlpEndpoint } = settings;
  const say = (message: string, ...more: unknown[]) =>
    log.warn({ said: [message, ...more].map(String).join(' ').slice(0, 500) }, 'traces could not be sent');
  diag.setLogger(
    { error: say, warn: say, info: () => {}, debug: () => {}, verbose: () => {} },
    { suppressOverrideMessage: true },
  );
  const sampler = samplerOf(settings);
  const provider = new NodeTracerProvider({
    sampler,
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': service,
          'service.version': release,
          'service.namespace': 'reports',
        }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces` }))],
  });
  const otel = provider.getTracer('reports', release);
  const decidesByParent = settings.tracesSampler.startsWith('parentbased_');
  /** What is done now, over its awaits. OpenTelemetry's own context is a map that is copied for each span. */
  const current = new AsyncLocalStorage<OtelSpan>();

  const spanOf = (span: OtelSpan): Span => ({
    get traceparent() {
      return format(span.spanContext());
    },
    run: (work) => current.run(span, work),
    note: (more) => {
      for (const key in more) {
        const value = more[key];
        if (value !== undefined) span.setAttribute(key, value);
      }
    },
    fail: (error) => failSpan(span, error),
    end: () => span.end(),
  });
  /** A part of a trace that is not kept: where it belongs to is enough to know. */
  const partOf = (span: OtelSpan): Span => ({
    get traceparent() {
      return format(span.spanContext());
    },
    run: (work) => work(),
    note: nothing,
    fail: nothing,
    end: nothing,
  });

  const tracer: Tracer = {
    begin: (name, { kind = 'internal', parent, attributes = {} }) => {
      const remote = parent === undefined ? undefined : parse(parent);
      const around = current.getStore();
      if (!remote && around && decidesByParent && !isKept(around.spanContext())) return partOf(around);
      const above = remote ? trace.wrapSpanContext(remote) : around;
      const within = above ? trace.setSpan(ROOT_CONTEXT, above) : ROOT_CONTEXT;
      return spanOf(otel.startSpan(name, { kind: kinds[kind], attributes }, within));
    },
    current: () => {
      const span = current.getStore();
      return span && format(span.spanContext());
    },
    ofUuid: (uuid) => {
      const traceId = uuid.replaceAll('-', '').toLowerCase();
      // As a trace that begins here would be: every process decides alike, by the id.
      const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, 'root', OtelKind.INTERNAL, {}, []);
      const traceFlags =
        decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE;
      return format({ traceId, spanId: traceId.slice(0, 16), traceFlags });
    },
  };
  return { tracer, stop: () => provider.shutdown() };
};
