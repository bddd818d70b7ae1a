import type { Outcome } from '../ledger/delivery.ts';
import type { Answer } from './post-message.ts';

/** Seconds or an HTTP date (RFC 9110, 10.2.3) as seconds from now; 0 where it says neither. */
export const secondsUntil = (retryAfter: string | undefined, now: Date): number => {
  if (retryAfter === undefined) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
};

/** What an endpoint's answer means. `gone`: it wants no more messages, this one or others. */
export const judgeAnswer = ({ status, retryAfter }: Answer, now: Date): Outcome | 'gone' => {
  if (status >= 200 && status < 300) return { kind: 'sent', note: `answered ${status}` };
  if (status === 410) return 'gone';
  const reason =
    status >= 300 && status < 400
      ? `The endpoint answered ${status}: redirects are not followed, register the final URL.`
      : `The endpoint answered ${status}.`;
  return { kind: 'failed', reason, notBeforeSeconds: secondsUntil(retryAfter, now) };
};
