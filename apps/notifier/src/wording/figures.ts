const counts = new Intl.NumberFormat('en-US');
const scores = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Stands where there is no figure: nothing was scored, nothing to divide by. */
const absent = '–';

/** `5,000,000`. */
export const formatCount = (count: number): string => counts.format(count);

/** `1 agent`, `25 agents`. */
export const formatQuantity = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `85.2`. */
export const formatScore = (score: number | null): string => (score === null ? absent : scores.format(score));

/** A highest possible score: `20`, `12.5`. */
export const formatMaximum = (score: number | null): string => formatScore(score).replace(/\.0$/, '');

/** A rate from 0 to 1 as `78%`. */
export const formatRate = (rate: number | null): string =>
  rate === null ? absent : `${Math.round(rate * 100)}%`;

/** `+5.2`, `−1.0`, `0.0`. */
export const formatChange = (change: number): string => {
  const sign = change > 0 ? '+' : change < 0 ? '−' : '';
  return sign + scores.format(Math.abs(change));
};

/** Whole seconds as `45 s`, `3 min 25 s`, `1 h 2 min`. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null) return absent;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const units = [
  [1_000_000_000, 'GB'],
  [1_000_000, 'MB'],
  [1_000, 'kB'],
] as const;

/** A file's size as mail programs show it: `842 bytes`, `128 kB`, `14.2 MB`. */
export const formatBytes = (bytes: number): string => {
  const unit = units.find(([size]) => bytes >= size);
  if (!unit) return formatQuantity(bytes, 'byte');
  const amount = bytes / unit[0];
  return `${amount < 10 || unit[1] !== 'kB' ? scores.format(amount).replace(/\.0$/, '') : Math.round(amount)} ${unit[1]}`;
};
