import { noFigure } from '@reports/wording';

/** Whole seconds as minutes and seconds: 245 → `4:05`, 3,725 → `1:02:05`; a dash for null. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null) return noFigure;
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};
