import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unsubscribeUrl, verifyUnsubscribe, type Subscription } from './unsubscribe-link.ts';

const signingKey = 'a-signing-key-for-tests-of-32-bytes';
const publicUrl = 'https://reports.example.com';

const subscriptions: fc.Arbitrary<Subscription> = fc.record({
  workspaceId: fc.stringMatching(/^ws_[0-9A-Za-z]{12}$/),
  reportId: fc.stringMatching(/^rpt_[0-9A-Za-z]{12}$/),
  address: fc.emailAddress(),
});

const queryOf = (url: string) => {
  const { searchParams } = new URL(url);
  const value = (name: string) => searchParams.get(name) ?? '';
  return {
    workspace: value('workspace'),
    report: value('report'),
    address: value('address'),
    token: value('token'),
  };
};

describe('an unsubscribe link', () => {
  test('works after a rotation for as long as its key is among ours', () => {
    const [before, after] = [
      'the-key-before-the-rotation-32-bytes',
      'the-key-after-the-rotation-of-32-bytes',
    ] as const;
    const subscription = { workspaceId: 'ws_1', reportId: 'rpt_1', address: 'ann@example.com' };
    const url = unsubscribeUrl({ publicUrl, signingKeys: [before], subscription });
    expect(verifyUnsubscribe([after, before], queryOf(url))).toEqual(subscription);
    expect(verifyUnsubscribe([after], queryOf(url))).toBeUndefined();
    const fresh = unsubscribeUrl({ publicUrl, signingKeys: [after, before], subscription });
    expect(verifyUnsubscribe([after], queryOf(fresh))).toEqual(subscription);
  });

  test('names the subscription it was made for, whatever letters the address has', () => {
    fc.assert(
      fc.property(subscriptions, (subscription) => {
        const url = unsubscribeUrl({ publicUrl, signingKeys: [signingKey], subscription });
        expect(new URL(url).pathname).toBe('/unsubscribe');
        expect(verifyUnsubscribe([signingKey], queryOf(url))).toEqual(subscription);
      }),
    );
  });

  test('is refused when any byte of its values is altered', () => {
    const fields = fc.constantFrom('workspace' as const, 'report', 'address', 'token');
    fc.assert(
      fc.property(
        subscriptions,
        fields,
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        (subscription, field, at, flip) => {
          const query = queryOf(unsubscribeUrl({ publicUrl, signingKeys: [signingKey], subscription }));
          const bytes = Buffer.from(query[field]);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          const altered = { ...query, [field]: bytes.toString() };
          expect(verifyUnsubscribe([signingKey], altered)).toBeUndefined();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('cannot trade letters between its values', () => {
    const subscription = { workspaceId: 'ws_1', reportId: 'rpt_2', address: 'ann@example.com' };
    const query = queryOf(unsubscribeUrl({ publicUrl, signingKeys: [signingKey], subscription }));
    expect(verifyUnsubscribe([signingKey], { ...query, workspace: 'ws_', report: '1rpt_2' })).toBeUndefined();
  });
});
