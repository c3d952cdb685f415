import type { Gap } from '../../model/report.ts';
import type { Doubts } from './advisory.ts';

/** How many records that could not be read are named. */
const NAMED = 3;

/** Gathers what rows could not tell, and says it once for an ecosystem. */
export function createDoubts(): Doubts & { gaps(): readonly Gap[] } {
  const unread = new Map<string, Map<string, string>>();
  const openBelow = new Set<string>();
  return {
    unread: (ecosystem, id, reason) => {
      const told = unread.get(ecosystem) ?? new Map<string, string>();
      told.set(id, reason);
      unread.set(ecosystem, told);
    },
    withoutBeginning: (ecosystem) => void openBelow.add(ecosystem),
    gaps: () => [
      ...[...unread].map(([ecosystem, told]) => ({ subject: `${ecosystem} advisories`, reason: unreadReason(told) })),
      ...[...openBelow].map((ecosystem) => ({
        subject: `${ecosystem} advisories`,
        reason:
          "Clair's database does not keep from which version on a package is affected, so it is taken for all before the fix",
      })),
    ],
  };
}

function unreadReason(told: ReadonlyMap<string, string>): string {
  const named = [...told].slice(0, NAMED).map(([id, reason]) => `${id} (${reason})`);
  const more = told.size > NAMED ? ` and ${String(told.size - NAMED)} more` : '';
  return `${String(told.size)} records could not be read: ${named.join(', ')}${more}`;
}
