import type { CampaignFigures } from '@reports/contracts';
import { colours } from '../../charts/theme.ts';
import { formatQuantity, formatRate } from '@reports/wording';

/** Blue and orange stay apart for every kind of colour vision; grey lies between them. */
export const sentimentColours = {
  positive: colours.accent,
  neutral: colours.neutral,
  negative: colours.alert,
} as const;

export interface SentimentMix {
  /** Widths in percent, which sum to 100. */
  positiveWidth: number;
  neutralWidth: number;
  negativeWidth: number;
  positive: string;
  neutral: string;
  negative: string;
  /** How many calls the shares are of: `1,204 calls`; empty where the dataset does not say. */
  calls: string;
}

type Sentiment = CampaignFigures['sentiment'];
type Shares = Pick<Sentiment, 'positive' | 'neutral' | 'negative'>;

/** Shares that sum to one, which rounded ones need not; null where no call has a sentiment. */
export const sharesOf = ({ positive, neutral, negative }: Shares): Record<keyof Shares, number> | null => {
  if (positive === null || neutral === null || negative === null) return null;
  const sum = positive + neutral + negative || 1;
  return { positive: positive / sum, neutral: neutral / sum, negative: negative / sum };
};

const percent = (share: number): number => Math.round(share * 1000) / 10;

/** A sentiment as texts and as widths of a bar; null where no call has one. */
export const sentimentMix = (sentiment: Sentiment): SentimentMix | null => {
  const shares = sharesOf(sentiment);
  return shares === null
    ? null
    : {
        positiveWidth: percent(shares.positive),
        neutralWidth: percent(shares.neutral),
        negativeWidth: percent(shares.negative),
        positive: formatRate(sentiment.positive),
        neutral: formatRate(sentiment.neutral),
        negative: formatRate(sentiment.negative),
        calls: sentiment.calls === undefined ? '' : formatQuantity(sentiment.calls, 'call'),
      };
};
