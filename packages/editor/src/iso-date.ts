/** Whether a value is a day of the calendar written as `YYYY-MM-DD`. */
export function isIsoDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  // February 30th parses to nothing or to another day.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value);
}
