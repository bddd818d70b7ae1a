import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { sampleGauges } from './sampled-gauges.ts';

test('one question answers all gauges of a scrape, and what cannot be asked is not shown as a zero', async () => {
  const metrics = new Registry();
  let [asked, away] = [0, false];
  sampleGauges(
    metrics,
    {
      waiting_rows: { help: 'Rows.' },
      oldest_seconds: { help: 'Age.', labelNames: ['channel'] },
    },
    async () => {
      asked += 1;
      if (away) throw new Error('away');
      return {
        waiting_rows: [{ value: asked }],
        oldest_seconds: [{ labels: { channel: 'email' }, value: asked }],
      };
    },
  );
  for (const scrape of [1, 2]) {
    const text = await metrics.metrics();
    expect(text).toContain(`\nwaiting_rows ${scrape}\n`);
    expect(text).toContain(`\noldest_seconds{channel="email"} ${scrape}\n`);
    expect(asked).toBe(scrape);
  }
  away = true;
  const text = await metrics.metrics();
  expect(text).toMatch(/^waiting_rows Nan$/im);
  expect(text).not.toContain('oldest_seconds{');
});
