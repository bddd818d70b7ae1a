import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unprivileged } from '../src/engines/unprivileged.ts';

test("PostgreSQL's user reaches programs in a checkout that is closed to others, and is not root", () => {
  // As that of a temporary directory or of /root.
  const closed = mkdtempSync(join(tmpdir(), 'closed-'));
  const data = join(closed, 'data');
  mkdirSync(data);
  writeFileSync(join(closed, 'program'), '#!/bin/sh\n', { mode: 0o755 });
  // `initdb` asks access(2), which looks at the real user and at no capability unless it is told to.
  const question = `console.log(process.getuid(), (() => { try { require('fs').accessSync(${JSON.stringify(join(closed, 'program'))}, 1); return 'reached' } catch (error) { return error.code } })())`;
  const { command, args } = unprivileged(data)({ command: process.execPath, args: ['-e', question] });
  const [user, answer] = execFileSync(command, args, { encoding: 'utf8' }).trim().split(' ');
  expect(answer).toBe('reached');
  expect(user).not.toBe('0');
  rmSync(closed, { recursive: true });
});
