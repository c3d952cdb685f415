/**
 * A moment as documents write it, in RFC 3339: `2024-07-01`, `2024-07-01 20:41:00`, `2024-07-01T20:41:00Z`, or seconds since 1970. A moment
 * without a zone is UTC. Undefined where it is none.
 */
export function instantOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  const { day, time = '00:00', zone = 'Z' } = MOMENT.exec(text.trim())?.groups ?? {};
  const moment = new Date(`${day ?? ''}T${time}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

const MOMENT = /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(?<zone>Z|[-+]\d\d:\d\d)?)?$/;
