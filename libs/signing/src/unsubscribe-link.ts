import type { SigningKeys } from './settings.ts';
import { createToken, isTokenOf } from './token.ts';

/** Who stops getting what: one address, one scheduled report. */
export interface Subscription {
  workspaceId: string;
  /** The report that has the schedule. */
  reportId: string;
  address: string;
}

const purpose = 'unsubscribe';

const partsOf = ({ workspaceId, reportId, address }: Subscription) => [workspaceId, reportId, address];

/** `{publicUrl}/unsubscribe?workspace=...&report=...&address=...&token=...`. It never expires: an old e-mail must still let go. */
export const unsubscribeUrl = ({
  publicUrl,
  signingKeys: [signingKey],
  subscription,
}: {
  publicUrl: string;
  signingKeys: SigningKeys;
  subscription: Subscription;
}): string => {
  const query = new URLSearchParams({
    workspace: subscription.workspaceId,
    report: subscription.reportId,
    address: subscription.address,
    token: createToken(signingKey, purpose, partsOf(subscription)),
  });
  return `${publicUrl}/unsubscribe?${query.toString()}`;
};

/** The subscription that a link's query names; undefined when the link was altered, or its key is no longer among ours. */
export const verifyUnsubscribe = (
  signingKeys: SigningKeys,
  query: { workspace: string; report: string; address: string; token: string },
): Subscription | undefined => {
  const subscription = {
    workspaceId: query.workspace,
    reportId: query.report,
    address: query.address,
  };
  return isTokenOf(signingKeys, purpose, partsOf(subscription), query.token) ? subscription : undefined;
};
