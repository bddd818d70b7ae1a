import { createToken, isSameToken } from './token.ts';

/** Who stops getting what: one address, one scheduled report. */
export interface Subscription {
  workspaceId: string;
  /** The report that has the schedule. */
  reportId: string;
  address: string;
}

const tokenOf = (signingKey: string, { workspaceId, reportId, address }: Subscription): string =>
  createToken(signingKey, 'unsubscribe', [workspaceId, reportId, address]);

/** `{publicUrl}/unsubscribe?workspace=...&report=...&address=...&token=...`. It never expires: an old e-mail must still let go. */
export const unsubscribeUrl = ({
  publicUrl,
  signingKey,
  subscription,
}: {
  publicUrl: string;
  signingKey: string;
  subscription: Subscription;
}): string => {
  const query = new URLSearchParams({
    workspace: subscription.workspaceId,
    report: subscription.reportId,
    address: subscription.address,
    token: tokenOf(signingKey, subscription),
  });
  return `${publicUrl}/unsubscribe?${query.toString()}`;
};

/** The subscription that a link's query names; undefined when the link was altered. */
export const verifyUnsubscribe = (
  signingKey: string,
  query: { workspace: string; report: string; address: string; token: string },
): Subscription | undefined => {
  const subscription = {
    workspaceId: query.workspace,
    reportId: query.report,
    address: query.address,
  };
  return isSameToken(tokenOf(signingKey, subscription), query.token) ? subscription : undefined;
};
