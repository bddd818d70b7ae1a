import { formatCount, formatRate, language } from '@reports/wording';

const failsTarget = /^Passed (\d+) of (\d+) evaluations, under ([\d.]+) %$/;
const trailsPeers = /^Scores ([\d.]+) % of the maximum, the other agents ([\d.]+) %$/;

const rateOf = (percentage: string | undefined): string => formatRate(Number(percentage) / 100);

/**
 * Why something is a focus area, in the language in force: the dataset has it as an English sentence, whose figures are nowhere else in it. One of
 * another wording stays as it is.
 */
export const sayReason = (reason: string): string => {
  const { code, words } = language();
  if (code === 'en') return reason;
  const { coaching } = words;
  return reason
    .split('; ')
    .map((part) => {
      const [, passed, evaluations, target] = failsTarget.exec(part) ?? [];
      if (target !== undefined) {
        return coaching.passedUnder(
          formatCount(Number(passed)),
          formatCount(Number(evaluations)),
          rateOf(target),
        );
      }
      const [, share, peers] = trailsPeers.exec(part) ?? [];
      return peers === undefined ? part : coaching.trailsPeers(rateOf(share), rateOf(peers));
    })
    .join(words.clauseSeparator);
};
