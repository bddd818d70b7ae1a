/** A call as a platform sends it. */
export const callRecord = {
  call_id: 'call_1',
  campaign_id: 'cmp_4Rv8sT1wX',
  agent_id: 'agt_7',
  contact_id: 'con_12',
  started_at: '2024-01-31T18:00:00Z',
  duration_seconds: 184,
  connected: true,
  disposition: 'sale',
  language: 'en',
  sentiment: 'positive',
};
