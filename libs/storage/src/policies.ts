interface Rights {
  /** Beginnings of keys. */
  reads: readonly string[];
  writes?: readonly string[];
  deletes?: readonly string[];
  /** Throws unfinished uploads of others away. */
  sweeps?: true;
}

/** What each service does in the bucket, and so all that its user may do. The bucket and its rules are made by another user. */
const services = {
  api: { reads: ['files/'], deletes: ['files/', 'datasets/'] },
  // A report that is made again is compared with the dataset of the one before.
  // What is copied is looked at afterwards.
  aggregator: {
    reads: ['datasets/', 'files/'],
    writes: ['datasets/', 'files/'],
    deletes: ['files/', 'datasets/'],
    sweeps: true,
  },
  renderer: { reads: ['datasets/', 'files/'], writes: ['files/'] },
  notifier: { reads: ['files/', 'datasets/'] },
} as const satisfies Record<string, Rights>;

export type StorageUser = keyof typeof services;
export const storageUsers = Object.keys(services) as readonly StorageUser[];

interface Statement {
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
}
export interface Policy {
  Version: '2012-10-17';
  Statement: readonly Statement[];
}

/** What a service's user may do in a bucket, in the words of IAM: for MinIO, AWS, and whatever else has such policies. */
export const policyOf = (user: StorageUser, bucket: string): Policy => {
  const { reads, writes = [], deletes = [], sweeps }: Rights = services[user];
  const place = `arn:aws:s3:::${bucket}`;
  const allow = (Action: readonly string[], prefixes: readonly string[]): Statement[] =>
    prefixes.length === 0
      ? []
      : [{ Effect: 'Allow', Action, Resource: prefixes.map((prefix) => `${place}/${prefix}*`) }];
  const onBucket = [
    's3:ListBucket',
    's3:GetBucketLocation',
    ...(sweeps ? ['s3:ListBucketMultipartUploads'] : []),
  ];
  return {
    Version: '2012-10-17',
    Statement: [
      // Without the right to list, S3 says of what is missing that it is forbidden.
      { Effect: 'Allow', Action: onBucket, Resource: [place] },
      ...allow(['s3:GetObject'], reads),
      ...allow(['s3:PutObject', 's3:AbortMultipartUpload'], writes),
      ...allow(['s3:DeleteObject', ...(sweeps ? ['s3:AbortMultipartUpload'] : [])], deletes),
    ],
  };
};
