import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Policy } from './policies.ts';

/** What makes users on MinIO, by the API of its `mc admin`. */
export interface MinioAdmin {
  /** Makes a policy, or changes it. */
  putPolicy: (name: string, policy: Policy) => Promise<void>;
  /** Makes a user, or gives it another secret key. */
  putUser: (accessKey: string, secretKey: string) => Promise<void>;
  /** From now on the user may do what the policy says, and nothing else. */
  usePolicy: (accessKey: string, policy: string) => Promise<void>;
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** AWS Signature Version 4 of a request whose query is in order. */
const signHeaders = (
  { method, url, body }: { method: string; url: URL; body: Buffer },
  { accessKey, secretKey }: { accessKey: string; secretKey: string },
): Record<string, string> => {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/us-east-1/s3/aws4_request`;
  const headers = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = [
    method,
    url.pathname,
    url.searchParams.toString(),
    lines.join(''),
    names,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [date, 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
};

/** MinIO's own name for PBKDF2 and AES-256-GCM, of the ways that it can read. */
const pbkdf2AesGcm = 2;
/** Longer ones are sealed in several fragments, which no request of ours needs. */
const maxFragmentBytes = 16_384;

/**
 * A secret on its way to MinIO, encrypted with the secret key of who sends it, in one fragment (`sio`): salt, kind, nonce, ciphertext. The
 * first nonce makes the tag that all fragments are bound to; the flag 0x80 says that the fragment is the last.
 */
const seal = (secretKey: string, text: string): Buffer => {
  const data = Buffer.from(text);
  if (data.length > maxFragmentBytes)
    throw new RangeError(`Of ${data.length} bytes, ${maxFragmentBytes} can be sealed.`);
  const [salt, prefix] = [randomBytes(32), randomBytes(8)];
  const key = pbkdf2Sync(secretKey, salt, 8_192, 32, 'sha256');
  const sealPart = (number: number, plain: Buffer, bound: Buffer): Buffer => {
    const nonce = Buffer.alloc(12);
    prefix.copy(nonce);
    nonce.writeUInt32LE(number, 8);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const tag = sealPart(0, Buffer.alloc(0), Buffer.alloc(0));
  const fragment = sealPart(1, data, Buffer.concat([Buffer.from([0x80]), tag]));
  return Buffer.concat([salt, Buffer.from([pbkdf2AesGcm]), prefix, fragment]);
};

export const connectMinioAdmin = (
  endpoint: string,
  credentials: { accessKey: string; secretKey: string },
): MinioAdmin => {
  const call = async (
    method: string,
    path: string,
    query: Record<string, string>,
    body: Buffer = Buffer.alloc(0),
  ) => {
    const url = new URL(`/minio/admin/v3/${path}`, endpoint);
    for (const name of Object.keys(query).toSorted()) url.searchParams.set(name, query[name] ?? '');
    const answer = await fetch(url, {
      method,
      headers: signHeaders({ method, url, body }, credentials),
      body: new Uint8Array(body),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`MinIO answered ${answer.status} to ${path}: ${said.slice(0, 500)}`);
  };
  return {
    putPolicy: (name, policy) =>
      call('PUT', 'add-canned-policy', { name }, Buffer.from(JSON.stringify(policy))),
    putUser: (accessKey, secretKey) =>
      call(
        'PUT',
        'add-user',
        { accessKey },
        seal(credentials.secretKey, JSON.stringify({ secretKey, status: 'enabled' })),
      ),
    usePolicy: (userOrGroup, policyName) =>
      call('PUT', 'set-user-or-group-policy', { policyName, userOrGroup, isGroup: 'false' }),
  };
};
