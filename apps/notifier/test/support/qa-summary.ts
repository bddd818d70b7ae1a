/** `data` of the seed's example, as the aggregator freezes it. */
export const qaSummary = {
  calls_evaluated: 842,
  overall_score: 85.2,
  pass_rate: 0.78,
  trend: [
    { week: '2024-W01', overall_score: 82.1, pass_rate: 0.7, calls_evaluated: 201 },
    { week: '2024-W04', overall_score: 87.3, pass_rate: 0.81, calls_evaluated: 228 },
  ],
  parameter_breakdown: [
    { parameter: 'Greeting Compliance', avg_score: 9.4, max_score: 10, pass_rate: 0.94, evaluations: 842 },
    {
      parameter: 'Product Pitch Accuracy',
      avg_score: 16.1,
      max_score: 20,
      pass_rate: 0.72,
      evaluations: 842,
    },
  ],
  by_agent: [],
  by_campaign: [],
};
