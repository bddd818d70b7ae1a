import { describe, expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

describe('the command line', () => {
  test.each([
    [
      ['workspaces', 'create', 'Acme Ltd'],
      { name: 'create workspace', workspaceName: 'Acme Ltd', rateLimitPerMinute: undefined },
    ],
    [
      ['workspaces', 'create', 'Acme', '--rate-limit', '50'],
      { name: 'create workspace', workspaceName: 'Acme', rateLimitPerMinute: 50 },
    ],
    [['workspaces', 'list'], { name: 'list workspaces' }],
    [
      ['workspaces', 'limit', 'ws_1', '--rate-limit', 'default'],
      { name: 'limit workspace', workspaceId: 'ws_1', limits: { requestsPerMinute: null } },
    ],
    [
      ['workspaces', 'limit', 'ws_1', '--webhooks', '5', '--emails-per-day', 'default'],
      { name: 'limit workspace', workspaceId: 'ws_1', limits: { webhooks: 5, emailsPerDay: null } },
    ],
    [
      ['keys', 'create', '--workspace', 'ws_1', '--scope', 'read_only', '--expires-in-days', '30'],
      { name: 'create key', workspaceId: 'ws_1', scope: 'read_only', expiresInDays: 30 },
    ],
    [['keys', 'revoke', 'key_1'], { name: 'revoke key', keyId: 'key_1' }],
    [
      [
        'reports',
        'retry',
        '--status',
        'failed',
        '--since',
        '2024-01-29T06:00:00Z',
        '--code',
        'a',
        '--code',
        'b',
      ],
      {
        name: 'retry reports',
        since: new Date('2024-01-29T06:00:00Z'),
        codes: ['a', 'b'],
        workspaceId: undefined,
      },
    ],
    [['keys', 'list'], { name: 'list keys', workspaceId: undefined }],
    [['dead-letters', 'list', '--after', '7'], { name: 'list dead letters', limit: 100, after: 7 }],
    [['dead-letters', 'replay', '12'], { name: 'replay dead letter', id: 12 }],
    [['keys', 'list', '--workspace', 'ws_1'], { name: 'list keys', workspaceId: 'ws_1' }],
  ])('%j is understood', (words, command) => {
    expect(readCommand(words)).toEqual(command);
  });

  test.each([
    [[], /Say what to do/],
    [['workspace', 'create'], /no command/],
    [['workspaces', 'create'], /NAME is missing/],
    [['workspaces', 'create', 'Acme', 'Ltd'], /in quotes/],
    [['keys', 'create', '--scope', 'admin'], /--workspace ID is missing/],
    [['keys', 'create', '--workspace', 'ws_1', '--scope', 'root'], /one of read_only, read_write, admin/],
    [['keys', 'create', '--workspace', 'ws_1', '--scope', 'admin', '--expires-in-days', '0'], /whole number/],
    [['reports', 'retry', '--since', '2024-01-29T06:00:00Z'], /--status failed is missing/],
    [['reports', 'retry', '--status', 'failed'], /--since is missing/],
    [['reports', 'retry', '--status', 'failed', '--since', 'monday'], /must be an instant/],
    [['keys', 'revoke'], /ID of a key is missing/],
    [['dead-letters', 'show', 'twelve'], /not the ID of a dead letter/],
    [['dead-letters', 'discard'], /ID of a dead letter is missing/],
    [['keys', 'list', '--all'], /--all/],
  ])('%j is refused with the usage', (words, reason) => {
    expect(() => readCommand(words)).toThrow(reason);
    expect(() => readCommand(words)).toThrow(/Usage:/);
  });
});
