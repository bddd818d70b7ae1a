import type { CallRecord } from '@reports/contracts';

/** A call of one minute, connected, in the middle of January 2024, but for the fields that a test is about. */
export const call = (id: string, fields: Partial<CallRecord> = {}): CallRecord => ({
  call_id: id,
  campaign_id: 'c1',
  agent_id: 'a1',
  contact_id: 'con_1',
  started_at: '2024-01-10T10:00:00Z',
  duration_seconds: 60,
  connected: true,
  ...fields,
});
