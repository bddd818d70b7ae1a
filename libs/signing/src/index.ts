/** Links that carry their own proof: downloads for 24 hours, and unsubscribing. The one place that signs and checks them. */
export {
  downloadLifetimeSeconds,
  isRevoked,
  signedUrl,
  verifySignature,
  type FileExtension,
  type Verdict,
} from './download-link.ts';
export { unsubscribeUrl, verifyUnsubscribe, type Subscription } from './unsubscribe-link.ts';
export { type SigningKeys, signingSettings } from './settings.ts';
export { createSealedSecrets, sealingSettings, type SealedSecrets } from './sealed-secret.ts';
