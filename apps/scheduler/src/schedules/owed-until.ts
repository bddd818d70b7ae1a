/** Temporal has this long to fire for a slot before it is started without it. */
const graceMs = 60_000;
/** It has this long for a slot that it knows to be due while it fires others: thousands of one minute take it longer. */
const graceInBurstMs = 10 * 60_000;

/** Up to which instant a schedule owes its slots: what Temporal has not fired by then is started without it. */
export const owedUntil = ({
  now,
  firedAt,
  isUnfired,
}: {
  now: Date;
  /** When Temporal last fired any schedule. */
  firedAt: Date;
  /** Whether Temporal knows that this one is due. */
  isUnfired: boolean;
}): Date => {
  const isFiring = firedAt.getTime() > now.getTime() - graceMs;
  return new Date(now.getTime() - (isUnfired && isFiring ? graceInBurstMs : graceMs));
};
