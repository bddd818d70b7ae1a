import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test.each([
  [0, '0:00'],
  [245, '4:05'],
  [3725, '1:02:05'],
  [null, '–'],
])('%s seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
