import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type NamedKey, parseKeyRing, ServiceError, setting } from '@reports/service';

const prefix = 'sealed';

/** The setting of a service that stores or uses customers' secrets. */
export const sealingSettings = {
  secretKeys: setting.key<NamedKey[]>(
    'SECRET_KEYS',
    "encrypt webhooks' secrets: the first encrypts, all decrypt; without any they are stored in clear",
    parseKeyRing,
    [],
  ),
} as const;

export interface SealedSecrets {
  /** `sealed.<key id>.<base64url>` with AES-256-GCM; the text itself where there is no key. `owner` is the row it belongs to. */
  seal: (secret: string, owner: string) => string;
  /** The secret; one that was stored in clear is given as it is. Throws `secret_key_missing` (operator), `secret_unreadable`. */
  open: (stored: string, owner: string) => string;
  /** Whether it is sealed with the first key. */
  isCurrent: (stored: string) => boolean;
}

/** Encrypts secrets at rest. A sealed one opens for its own row alone: moved to another one it is unreadable. */
export const createSealedSecrets = (keys: readonly NamedKey[]): SealedSecrets => {
  const [first] = keys;
  return {
    seal: (secret, owner) => {
      if (!first) return secret;
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first.key, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${prefix}.${first.id}.${sealed.toString('base64url')}`;
    },
    open: (stored, owner) => {
      const [mark, id, text] = stored.split('.');
      if (mark !== prefix || id === undefined || text === undefined) return stored;
      const found = keys.find((key) => key.id === id);
      if (!found) throw keyMissing(id);
      const sealed = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', found.key, sealed.subarray(0, 12))
          .setAAD(Buffer.from(owner))
          .setAuthTag(sealed.subarray(-16));
        return decipher.update(sealed.subarray(12, -16)).toString() + decipher.final().toString();
      } catch (cause) {
        throw new ServiceError({
          code: 'secret_unreadable',
          message: `The secret of ${owner} cannot be decrypted with key "${id}": it or the key was changed.`,
          fate: 'fault',
          cause,
        });
      }
    },
    isCurrent: (stored) =>
      first ? stored.startsWith(`${prefix}.${first.id}.`) : !stored.startsWith(`${prefix}.`),
  };
};

const keyMissing = (id: string): ServiceError =>
  new ServiceError({
    code: 'secret_key_missing',
    message: `A secret is encrypted with key "${id}", which SECRET_KEYS does not have.`,
    fate: 'operator',
  });
