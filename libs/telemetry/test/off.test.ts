import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const telemetry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** What of OpenTelemetry, but for its interfaces, which prom-client names, a process has loaded once telemetry has been started with these settings. */
const loadedWith = (settings: Record<string, unknown>): string[] => {
  const program = `
    import { createRequire } from 'node:module';
    const { startTelemetry } = await import(${JSON.stringify(telemetry)});
    await startTelemetry({ service: 'test', log: {}, ...${JSON.stringify(settings)} });
    const { cache } = createRequire(${JSON.stringify(telemetry)});
    console.log(JSON.stringify(Object.keys(cache).filter((file) => /@opentelemetry\\/(?!api\\/)/.test(file))));
    process.exit(0);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as string[];
};

const on = {
  otlpEndpoint: 'http://127.0.0.1:1',
  telemetryDisabled: 'false',
  tracesSampler: 'parentbased_always_on',
  tracesSamplerShare: 1,
};

test('nothing of OpenTelemetry is loaded unless an operator says where traces go', () => {
  expect(loadedWith({ ...on, otlpEndpoint: '' })).toEqual([]);
  expect(loadedWith({ ...on, telemetryDisabled: 'true' })).toEqual([]);
  expect(loadedWith(on).length).toBeGreaterThan(10);
});
