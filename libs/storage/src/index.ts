/** Files in any S3: put once, get as streams. */
export { connectStorage, type StorageOptions } from './connect.ts';
export { damagedObject } from './errors.ts';
export { inspectBucket, type BucketState } from './inspect-bucket.ts';
export { type StorageUser, storageUsers } from './policies.ts';
export { storageOptions, storagePreparationSettings, storageSettings } from './settings.ts';
export { type ListedObject, maxCopyBytes, type Storage, type StoredObject } from './storage.ts';
