// Sums with dates of pregnancy. Pure: no clock, no page. A date is a number of days since 1 January 1970.

/** Days from the first day of the last period to the due date: 40 weeks. */
export const TERM = 280;

const DAY = 86_400_000;

/** The date of that day, or null where the calendar has no such day. Months count from 1. */
export const dateOf = (year, month, day) => {
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return null;
  return moment.getTime() / DAY;
};

/** { year, month, day } of a date. */
export const partsOf = (date) => {
  const moment = new Date(date * DAY);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
};

/** The first day of the last period that belongs to what was typed; `kind` is "due" or "period". */
export const periodOf = (kind, date) => (kind === "due" ? date - TERM : date);

/** The date on which week `weeks` begins. */
export const weekDate = (period, weeks) => period + 7 * weeks;

/** { weeks, days } of pregnancy on a date. */
export const ageOn = (period, date) => ({ weeks: Math.floor((date - period) / 7), days: (date - period) % 7 });

/** Why a date cannot be right today: a name for the message, or null. */
export const faultOf = (kind, date, today) => {
  if (date === null) return "impossible";
  if (kind === "due" && date > today + 300) return "due-far";
  if (kind === "due" && date < today - 28) return "due-past";
  if (kind === "period" && date > today) return "period-future";
  if (kind === "period" && date < today - TERM - 28) return "period-past";
  return null;
};
