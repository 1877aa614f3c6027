const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in the largest whole unit: "just now", "5 min ago", "3 h ago", "2 days ago". */
export function ageText(thenMs: number, nowMs: number): string {
  const age = Math.max(0, nowMs - thenMs);
  if (age < MINUTE_MS) {
    return "just now";
  }
  if (age < HOUR_MS) {
    return `${Math.floor(age / MINUTE_MS)} min ago`;
  }
  if (age < DAY_MS) {
    return `${Math.floor(age / HOUR_MS)} h ago`;
  }
  const days = Math.floor(age / DAY_MS);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

/** How long, in one or two units: "42 s", "3 min 5 s", "1 h 4 min". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) {
    return `${seconds} s`;
  }
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The clock time, with the date unless it is today's: "14:32", "2026-03-01 14:32". */
export function clockText(thenMs: number, nowMs: number): string {
  const then = new Date(thenMs);
  const time = `${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}`;
  if (then.toDateString() === new Date(nowMs).toDateString()) {
    return time;
  }
  return `${then.getFullYear()}-${twoDigits(then.getMonth() + 1)}-${twoDigits(then.getDate())} ${time}`;
}

/** The same with "yesterday" for its date: "14:32", "yesterday 17:20", "2026-03-01 14:32". */
export function dayText(thenMs: number, nowMs: number): string {
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  const then = new Date(thenMs);
  return then.toDateString() === yesterday.toDateString()
    ? `yesterday ${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}`
    : clockText(thenMs, nowMs);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
