import { text } from './index.js';

const clock = new Intl.DateTimeFormat(text.lang, { hour: 'numeric', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat(text.lang, { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfAnyYear = new Intl.DateTimeFormat(text.lang, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(text.lang, { day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat(text.lang, { dateStyle: 'full', timeStyle: 'short' });

export const timeOf = (at) => clock.format(new Date(at));

/** The moment in full, for whoever asks. */
export const momentOf = (at) => whole.format(new Date(at));

/** The day of a moment as a number that is the same all day long, in this place's time. */
export function dayNumber(at) {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

/** The day of a moment, as one would say it. */
export function dayOf(at, now = Date.now()) {
  const away = dayNumber(now) - dayNumber(at);
  if (away === 0) return text.today;
  if (away === 1) return text.yesterday;
  const day = new Date(at);
  return (day.getFullYear() === new Date(now).getFullYear() ? dayOfYear : dayOfAnyYear).format(day);
}

/** For lists: the time today, the day otherwise. */
export function briefly(at, now = Date.now()) {
  return dayNumber(at) === dayNumber(now) ? timeOf(at) : shortDay.format(new Date(at));
}

const DAY_MS = 86_400_000;
