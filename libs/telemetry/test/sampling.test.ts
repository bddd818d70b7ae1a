import { randomUUID } from 'node:crypto';
import { beginSpan, createLogger, currentTraceparent, inSpan, useTracer } from '@reports/service';
import { afterEach, expect, test } from 'vitest';
import { startTracer } from '../src/open-telemetry.ts';

const start = (tracesSampler: string, tracesSamplerShare = 1) => {
  const { tracer, stop } = startTracer({
    service: 'test',
    log: createLogger({ service: 'test', level: 'silent' }),
    otlpEndpoint: 'http://127.0.0.1:1',
    telemetryDisabled: 'false',
    tracesSampler,
    tracesSamplerShare,
  });
  useTracer(tracer);
  return { tracer, stop };
};
afterEach(() => useTracer(undefined));

const flagsOf = (traceparent: string | undefined): string | undefined => traceparent?.split('-')[3];

test('work inside of work is of the same trace, over awaits, and what it fails by is thrown', async () => {
  start('always_on');
  await inSpan('outer', {}, async (outer) => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(currentTraceparent()).toBe(outer.traceparent);
    await expect(
      inSpan('inner', {}, async (inner) => {
        expect(inner.traceparent?.slice(0, 35)).toBe(outer.traceparent?.slice(0, 35));
        throw new Error('as it was');
      }),
    ).rejects.toThrow('as it was');
  });
  expect(currentTraceparent()).toBeUndefined();
});

test('a parent decides for its trace; what is no traceparent is none', () => {
  start('parentbased_always_on');
  const ofParent = (parent: string) => beginSpan('span', { parent }).traceparent ?? '';
  const [trace, span] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  expect(ofParent(`00-${trace}-${span}-01`)).toMatch(new RegExp(`^00-${trace}-\\w{16}-01$`));
  expect(flagsOf(ofParent(`00-${trace}-${span}-00`))).toBe('00');
  for (const nonsense of ['', 'x', `00-${'0'.repeat(32)}-${span}-01`, `00-${trace}-${span}`]) {
    expect(ofParent(nonsense)).not.toContain(trace);
    expect(flagsOf(ofParent(nonsense))).toBe('01');
  }
});

test('what is part of a trace that is not kept costs no span, and hands its trace on all the same', async () => {
  start('parentbased_traceidratio', 0);
  await inSpan('outer', {}, async (outer) => {
    expect(flagsOf(outer.traceparent)).toBe('00');
    const inner = beginSpan('inner');
    expect(inner.traceparent).toBe(outer.traceparent);
    inner.run(() => expect(currentTraceparent()).toBe(outer.traceparent));
    inner.end();
    // A parent from elsewhere that is kept decides for its own.
    const kept = beginSpan('other', { parent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    expect(flagsOf(kept.traceparent)).toBe('01');
  });
});

test('of a share, every process decides alike by the id', () => {
  const one = start('parentbased_traceidratio', 0.25).tracer;
  const other = start('parentbased_traceidratio', 0.25).tracer;
  const ids = Array.from({ length: 400 }, () => randomUUID());
  const kept = ids.filter((id) => flagsOf(one.ofUuid(id)) === '01');
  expect(ids.filter((id) => flagsOf(other.ofUuid(id)) === '01')).toEqual(kept);
  expect(kept.length).toBeGreaterThan(40);
  expect(kept.length).toBeLessThan(200);
});
