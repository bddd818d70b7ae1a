import { callRecord } from './record-example.ts';

/** What `/v1/records` answers with, and takes for an erasure. */
export const storedRecordExamples = {
  StoredRecord: { call: { kind: 'calls', record: callRecord, received_at: '2024-01-31T18:00:00Z' } },
  EraseRecords: { contact: { contact_id: 'con_5' }, agent: { agent_id: 'agt_7' } },
  Erasure: {
    done: {
      erasure_id: 'era_8Xm3kL9wPq2T',
      contact_id: 'con_5',
      status: 'completed',
      removed: { calls: 14, evaluations: 2, compliance_checks: 11, agents: 0, reports: 1 },
      created_at: '2024-01-31T18:00:00Z',
      completed_at: '2024-01-31T18:00:03Z',
    },
  },
};
