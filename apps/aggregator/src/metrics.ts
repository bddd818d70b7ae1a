import { createDurations, createPhases, type Durations, type Phases, sampleGauges } from '@reports/service';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { SlotLoad } from './datasets/workspace-slots.ts';

export interface Metrics {
  phases: Phases;
  recordsStored: Counter<'kind'>;
  recordsGivenBack: Counter;
  recordsLag: Durations;
  datasetDuration: Durations<'type'>;
  datasetRows: Counter<'type'>;
  datasetsRead: Counter<'from'>;
  recordsPruned: Counter<'kind'>;
  objectsSwept: Counter;
  bytesSwept: Counter;
  workspacesRebuilding: Gauge;
  rollupRecords: Counter<'kind'>;
}

export const createMetrics = (registry: Registry): Metrics => {
  const registers = [registry];
  return {
    phases: createPhases(registry),
    recordsStored: new Counter({
      name: 'reports_records_stored_total',
      help: 'Records taken from the bus into their tables.',
      labelNames: ['kind'],
      registers,
    }),
    recordsGivenBack: new Counter({
      name: 'reports_records_given_back_total',
      help: 'Messages of records that went back to the bus for a while, because their workspace had its share in hand.',
      registers,
    }),
    recordsLag: createDurations({
      name: 'reports_records_lag_seconds',
      help: 'From the bus having a message of records to reports having them.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 3_600],
      registers,
    }),
    datasetDuration: createDurations({
      name: 'reports_dataset_duration_seconds',
      help: 'Making of a dataset, from the snapshot to both objects in storage.',
      labelNames: ['type'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
      registers,
    }),
    datasetsRead: new Counter({
      name: 'reports_dataset_reads_total',
      help: 'Datasets by the server that their figures were read from: primary or replica.',
      labelNames: ['from'],
      registers,
    }),
    datasetRows: new Counter({
      name: 'reports_dataset_rows_total',
      help: 'Rows of datasets.',
      labelNames: ['type'],
      registers,
    }),
    recordsPruned: new Counter({
      name: 'reports_records_pruned_total',
      help: 'Records deleted because their time was up.',
      labelNames: ['kind'],
      registers,
    }),
    objectsSwept: new Counter({
      name: 'reports_objects_swept_total',
      help: 'Objects in storage deleted because no report needs them.',
      registers,
    }),
    bytesSwept: new Counter({
      name: 'reports_bytes_swept_total',
      help: 'Bytes of those objects.',
      registers,
    }),
    workspacesRebuilding: new Gauge({
      name: 'reports_workspaces_rebuilding',
      help: 'Workspaces whose rollups are not yet those of their home zone alone.',
      registers,
    }),
    rollupRecords: new Counter({
      name: 'reports_rollup_records_total',
      help: 'Records added to rollups of a new home zone.',
      labelNames: ['kind'],
      registers,
    }),
  };
};

/** Shows at each scrape how busy the slots for datasets are. */
export const showSlots = (registry: Registry, read: () => SlotLoad): void =>
  sampleGauges(
    registry,
    {
      reports_dataset_slots: { help: 'Datasets that this aggregator makes at once, at most.' },
      reports_dataset_slots_used: { help: 'Datasets that are being made.' },
      reports_dataset_waiting: { help: 'Datasets that this aggregator was given and that wait for a slot.' },
    },
    async () => {
      const { slots, used, waiting } = read();
      return {
        reports_dataset_slots: [{ value: slots }],
        reports_dataset_slots_used: [{ value: used }],
        reports_dataset_waiting: [{ value: waiting }],
      };
    },
  );
