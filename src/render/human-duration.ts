/** How long something lasts, as Docker's tools say it: `About an hour`, `3 weeks`. */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds);
  if (whole < 1) return 'Less than a second';
  if (whole < 60) return count(whole, 'second');
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'About a minute' : count(minutes, 'minute');
  const hours = Math.trunc(seconds / 3600 + 0.5);
  return hours === 1 ? 'About an hour' : longDuration(hours);
}

const DAY = 24;

function longDuration(hours: number): string {
  if (hours < 2 * DAY) return count(hours, 'hour');
  if (hours < 14 * DAY) return count(Math.trunc(hours / DAY), 'day');
  if (hours < 60 * DAY) return count(Math.trunc(hours / DAY / 7), 'week');
  if (hours < 730 * DAY) return count(Math.trunc(hours / DAY / 30), 'month');
  return count(Math.trunc(hours / DAY / 365), 'year');
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
