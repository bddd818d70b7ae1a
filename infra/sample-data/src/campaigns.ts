/** What a campaign is like: its share of the calls, how often people answer, and how answered calls end. */
export interface SampleCampaign {
  id: string;
  name: string;
  /** Share of the calls at the start and at the end of the period; in between it moves evenly. */
  share: readonly [number, number];
  /** Probability that somebody answers, at a good hour. */
  reach: number;
  /** Median length of an answered call. */
  talkSeconds: number;
  outcomes: readonly (readonly [string, number])[];
}

export const sampleCampaigns: readonly SampleCampaign[] = [
  {
    id: 'cmp_4Rv8sT1wX',
    name: 'Home Insurance Renewals',
    share: [0.34, 0.26],
    reach: 0.58,
    talkSeconds: 210,
    outcomes: [
      ['renewed', 34],
      ['callback', 22],
      ['not_interested', 24],
      ['information_sent', 14],
      ['do_not_call', 4],
      ['wrong_number', 2],
    ],
  },
  {
    id: 'cmp_7Kp2mN5qL',
    name: 'Credit Card Welcome',
    share: [0.24, 0.22],
    reach: 0.66,
    talkSeconds: 165,
    outcomes: [
      ['activated', 46],
      ['callback', 18],
      ['information_sent', 16],
      ['not_interested', 14],
      ['do_not_call', 3],
      ['wrong_number', 3],
    ],
  },
  {
    id: 'cmp_2Hd9xB6vZ',
    name: 'Broadband Retention',
    share: [0.22, 0.2],
    reach: 0.52,
    talkSeconds: 320,
    outcomes: [
      ['retained', 38],
      ['cancelled', 18],
      ['callback', 20],
      ['escalated', 16],
      ['not_interested', 6],
      ['do_not_call', 2],
    ],
  },
  {
    id: 'cmp_9Jw3cF8yD',
    name: 'Early Collections',
    share: [0.2, 0.14],
    reach: 0.41,
    talkSeconds: 185,
    outcomes: [
      ['promise_to_pay', 40],
      ['paid', 12],
      ['disputed', 14],
      ['callback', 22],
      ['do_not_call', 5],
      ['wrong_number', 7],
    ],
  },
  {
    id: 'cmp_5Tg1rQ4nM',
    name: 'Rooftop Solar Survey',
    // Began in the middle of the period's life and still grows.
    share: [0.0, 0.18],
    reach: 0.36,
    talkSeconds: 140,
    outcomes: [
      ['completed', 44],
      ['not_interested', 34],
      ['callback', 14],
      ['do_not_call', 8],
    ],
  },
];
