import { expect, test } from 'vitest';
import { collectGarbage } from '../plugins/collect-garbage.ts';
import { createFailedKeys } from './failed-keys.ts';

const at = (start = 0) => {
  let ms = start;
  return { now: () => ms, pass: (more: number) => (ms += more) };
};
const taken = (times: number, take: () => boolean) =>
  Array.from({ length: times }, take).filter(Boolean).length;

test('an address has its share of wrong keys, which fills up over a minute', () => {
  const clock = at();
  const { take, retryAfter } = createFailedKeys(60, clock.now);
  expect(taken(100, () => take('203.0.113.7'))).toBe(60);
  expect(retryAfter('203.0.113.7')).toBe(1);
  clock.pass(999);
  expect(take('203.0.113.7')).toBe(false);
  clock.pass(1);
  expect(taken(5, () => take('203.0.113.7'))).toBe(1);
  clock.pass(600_000);
  expect(taken(100, () => take('203.0.113.7'))).toBe(60);
});

test('a share of less than one a second says how long it takes', () => {
  const { take, retryAfter } = createFailedKeys(2, at().now);
  expect(taken(3, () => take('203.0.113.7'))).toBe(2);
  expect(retryAfter('203.0.113.7')).toBe(30);
});

test('all addresses of an IPv6 network share one, and other networks have their own', () => {
  const { take } = createFailedKeys(10, at().now);
  let next = 0;
  expect(taken(100, () => take(`2001:db8:0:1::${(next++).toString(16)}`))).toBe(10);
  expect(take('2001:db8:0:2::1')).toBe(true);
  expect(take('203.0.113.7')).toBe(true);
});

test('a key that was right after all costs nothing', () => {
  const { take, giveBack } = createFailedKeys(1, at().now);
  for (let time = 0; time < 100; time += 1) {
    expect(take('203.0.113.7')).toBe(true);
    giveBack('203.0.113.7');
  }
  expect(taken(2, () => take('203.0.113.7'))).toBe(1);
});

test('all addresses of an attack are not remembered, and one that goes on is', async () => {
  const { take } = createFailedKeys(2, at().now);
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let tries = 0;
  for (let address = 0; address < 200_000; address += 1) {
    take(`2001:db8:${(address >> 16).toString(16)}:${(address & 0xffff).toString(16)}::1`);
    if (address % 5_000 === 0 && take('203.0.113.7')) tries += 1;
  }
  expect(tries).toBe(2);
  await collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(12_000_000);
});
