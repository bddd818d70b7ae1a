import { formatCount, formatNumber, formatQuantity, noFigure, words } from '@reports/wording';

/** Whole seconds as `45 s`, `3 min 25 s`, `1 h 2 min`. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null) return noFigure;
  const { durations } = words().mail;
  if (seconds < 60) return durations.seconds(formatCount(seconds));
  const minutes = Math.floor(seconds / 60);
  const [rest, hours] = [seconds % 60, formatCount(Math.floor(minutes / 60))];
  if (minutes < 60) {
    return rest === 0
      ? durations.minutes(formatCount(minutes))
      : durations.minutesAndSeconds(formatCount(minutes), formatCount(rest));
  }
  return minutes % 60 === 0
    ? durations.hours(hours)
    : durations.hoursAndMinutes(hours, formatCount(minutes % 60));
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
  const digits = amount < 10 || unit[1] !== 'kB' ? 10 : 1;
  return `${formatNumber(Math.round(amount * digits) / digits)} ${words().mail.sizes[unit[1]]}`;
};
