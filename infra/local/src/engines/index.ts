import type { CreateEngine } from './engine.ts';
import { createMaildev } from './maildev.ts';
import { createMinio } from './minio.ts';
import { createNats } from './nats.ts';
import { createPostgres } from './postgres.ts';
import { createTemporal } from './temporal.ts';

/** In the order they are prepared; they start together, and stop in the reverse order. */
export const engines: readonly CreateEngine[] = [
  createPostgres,
  createNats,
  createMinio,
  createTemporal,
  createMaildev,
];
