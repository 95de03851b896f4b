/**
 * The moment of `2027-06-30` (midnight UTC) or `2027-06-30T12:00:00Z`; null where the calendar has no such
 * day.
 */
export function parseDate(text: string): Date | null {
  const day = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(text)?.[1];
  if (day === undefined) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  const date = new Date(text);
  return exists && !Number.isNaN(date.getTime()) ? date : null;
}
