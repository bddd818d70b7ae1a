/** Files in MinIO or any S3: put and get as streams. */
export {
  connectStorage,
  type ObjectStat,
  type Storage,
  type StorageOptions,
  type StoredObject,
} from './connect.ts';
export { storageOptions, storageSettings } from './settings.ts';
