import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRevoked, signedUrl, verifySignature, type Verdict } from './download-link.ts';
import { unsubscribeUrl } from './unsubscribe-link.ts';

const signingKey = 'a-signing-key-for-tests-of-32-bytes';
const publicUrl = 'https://reports.example.com';
const now = new Date('2024-02-01T18:00:00.500Z');
const dayMs = 24 * 3_600_000;

const reportIds = fc.stringMatching(/^rpt_[0-9A-Za-z]{9,12}$/);
const formats = fc.constantFrom('csv' as const, 'pdf' as const);

/** Judges a link as the server that is asked for it would: from its path and query alone. */
const judge = (url: string, at = now, key = signingKey): Verdict | 'no link' => {
  const { pathname, searchParams } = new URL(url);
  const [, reportId, format] = /^\/signed\/(rpt_[0-9A-Za-z]+)\.(csv|pdf)$/.exec(pathname) ?? [];
  const [token, expires] = [searchParams.get('token'), searchParams.get('expires')];
  if (!reportId || !format || token === null || expires === null) return 'no link';
  return verifySignature({
    signingKeys: [key],
    reportId,
    format: format as 'csv' | 'pdf',
    token,
    expires,
    now: at,
  });
};

describe('a download link', () => {
  test('has the form that the API promises', () => {
    const { url, expiresAt } = signedUrl({
      publicUrl,
      signingKeys: [signingKey],
      reportId: 'rpt_8Xm3kL9wP',
      format: 'pdf',
      now,
    });
    expect(url).toMatch(
      /^https:\/\/reports\.example\.com\/signed\/rpt_8Xm3kL9wP\.pdf\?token=[\w-]{43}&expires=1706896800$/,
    );
    expect(expiresAt).toEqual(new Date('2024-02-02T18:00:00Z'));
  });

  test('that was made up to the second of a revocation is revoked, and no later one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 5_000 }), (laterMs) => {
        const revokedAt = new Date(now.getTime() + laterMs);
        const link = (revoked: Date | null) => {
          const { url } = signedUrl({
            publicUrl,
            signingKeys: [signingKey],
            reportId: 'rpt_1',
            format: 'pdf',
            revokedAt: revoked,
            now,
          });
          return new URL(url).searchParams.get('expires') ?? '';
        };
        const wholeSeconds = (at: Date) => Math.floor(at.getTime() / 1_000);
        expect(isRevoked(link(null), revokedAt)).toBe(wholeSeconds(now) <= wholeSeconds(revokedAt));
        expect(isRevoked(link(null), null)).toBe(false);
        // Made by whoever knows of the revocation.
        expect(isRevoked(link(revokedAt), revokedAt)).toBe(false);
      }),
    );
  });

  test('works for 24 hours and then is expired', () => {
    fc.assert(
      fc.property(reportIds, formats, fc.integer({ min: 0, max: 2 * dayMs }), (reportId, format, laterMs) => {
        const { url, expiresAt } = signedUrl({ publicUrl, signingKeys: [signingKey], reportId, format, now });
        const at = new Date(now.getTime() + laterMs);
        expect(judge(url, at)).toBe(at < expiresAt ? 'valid' : 'expired');
      }),
    );
  });

  test('is refused when any byte of it is altered', () => {
    const from = `${publicUrl}/signed/`.length;
    fc.assert(
      fc.property(
        reportIds,
        formats,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (reportId, format, at, flip) => {
          const { url } = signedUrl({ publicUrl, signingKeys: [signingKey], reportId, format, now });
          const bytes = Buffer.from(url);
          const place = from + (at % (bytes.length - from));
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          const altered = bytes.toString('latin1');
          fc.pre(URL.canParse(altered) && new URL(altered).href !== url);
          expect(judge(altered)).not.toBe('valid');
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('is refused when any letter of its token is replaced by any other', () => {
    const { url } = signedUrl({
      publicUrl,
      signingKeys: [signingKey],
      reportId: 'rpt_8Xm3kL9wP',
      format: 'pdf',
      now,
    });
    const token = new URL(url).searchParams.get('token') ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const [place, letter] of token.split('').entries()) {
      for (const other of alphabet) {
        if (other === letter) continue;
        const altered = token.slice(0, place) + other + token.slice(place + 1);
        expect(judge(url.replace(token, altered))).toBe('altered');
      }
    }
  });

  test('is refused when it is cut short, made longer, or its time is written another way', () => {
    const { url } = signedUrl({
      publicUrl,
      signingKeys: [signingKey],
      reportId: 'rpt_8Xm3kL9wP',
      format: 'csv',
      now,
    });
    const altered = [
      url.slice(0, -1),
      `${url}0`,
      url.replace('expires=', 'expires=0'),
      url.replace('expires=', 'expires=%20'),
      url.replace('expires=1706896800', 'expires=1.7068968e9'),
      url.replace('.csv', '.pdf'),
      url.replace('rpt_8Xm3kL9wP', 'rpt_8Xm3kL9wQ'),
      url.replace(/token=[^&]+/, 'token='),
    ];
    for (const link of altered) expect(judge(link)).toBe('altered');
  });

  test('of another key is refused', () => {
    const { url } = signedUrl({
      publicUrl,
      signingKeys: [signingKey],
      reportId: 'rpt_8Xm3kL9wP',
      format: 'pdf',
      now,
    });
    expect(judge(url, now, 'another-key-for-tests-of-32-bytes')).toBe('altered');
  });

  test("cannot be made from an unsubscribe link's token", () => {
    const link = unsubscribeUrl({
      publicUrl,
      signingKeys: [signingKey],
      subscription: { workspaceId: 'rpt_8Xm3kL9wP', reportId: 'pdf', address: '1706896800' },
    });
    const token = new URL(link).searchParams.get('token') ?? '';
    const download = {
      signingKeys: [signingKey] as const,
      reportId: 'rpt_8Xm3kL9wP',
      format: 'pdf' as const,
    };
    expect(verifySignature({ ...download, token, expires: '1706896800', now })).toBe('altered');
  });
});
