import type { Registry } from 'prom-client';
import { createDurations, type Durations } from './durations.ts';

/** The parts of the way from a request to its completed report; each is measured by the service that ends it. */
export type Phase = 'bus' | 'dataset_queue' | 'dataset' | 'render_queue' | 'render' | 'completion';

export type Phases = Durations<'phase' | 'type' | 'format'>;

/** Seconds, from a report of a small workspace to one that waits for an engine. */
export const reportBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];

/** `reports_phase_duration_seconds`, of every service that has a part in a report's way. */
export const createPhases = (metrics: Registry): Phases =>
  createDurations({
    name: 'reports_phase_duration_seconds',
    help: 'Parts of the way of a report: bus (request to workflow), dataset_queue and render_queue (waiting for a worker), dataset, render, completion.',
    labelNames: ['phase', 'type', 'format'],
    buckets: reportBuckets,
    registers: [metrics],
  });
