import { formatQuantity, noFigure } from '@reports/wording';

const oneDecimal = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Whole seconds as `45 s`, `3 min 25 s`, `1 h 2 min`. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null) return noFigure;
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
  return `${amount < 10 || unit[1] !== 'kB' ? oneDecimal.format(amount).replace(/\.0$/, '') : Math.round(amount)} ${unit[1]}`;
};
