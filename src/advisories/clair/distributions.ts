import type { Scope } from './scope.ts';

/** How a distribution is told by its rows. */
interface Told {
  readonly id: string;
  readonly column: 'dist_version_id' | 'dist_version' | 'dist_pretty_name';
  /** The values of that column, any of which is the release. */
  readonly values: readonly string[];
  readonly versions: Scope['versions'];
  readonly keyedBy: Scope['keyedBy'];
}

interface Distribution {
  readonly ecosystem: RegExp;
  told(release: string): Told | undefined;
}

/**
 * What the updaters write of each distribution. The number decides, and not the name beside it, which an image may write in another way:
 * https://github.com/quay/claircore
 */
const DISTRIBUTIONS: readonly Distribution[] = [
  {
    ecosystem: /^Alpine:(edge|v\d+\.\d+)$/,
    told: (release) => ({
      id: 'alpine',
      column: 'dist_pretty_name',
      values: [`Alpine Linux ${release}`],
      versions: 'fix-or-never',
      keyedBy: 'source',
    }),
  },
  { ecosystem: /^Debian:(\d+)$/, told: (release) => numbered('debian', [release], 'fix-or-never', 'source') },
  { ecosystem: /^Ubuntu:(\d+\.\d+)(?::LTS)?$/, told: (release) => numbered('ubuntu', [release], 'fix', 'binary') },
  // The first one's number is a date; its last is the one that advisories were published for.
  {
    ecosystem: /^Amazon Linux:(.+)$/,
    told: (release) => numbered('amzn', [release === '1' ? '2018.03' : release], 'rpm', 'binary'),
  },
  { ecosystem: /^Oracle Linux:(\d+)$/, told: (release) => versioned('ol', [release]) },
  { ecosystem: /^Photon OS:(\d+)(?:\.0)?$/, told: (release) => versioned('photon', [`${release}.0`, release]) },
  // Of a service pack nothing is told: what fixes the version in one fixes it in all.
  {
    ecosystem: /^SUSE:Linux Enterprise Server (\d+(?:\.\d+)?(?: SP\d+)?)$/,
    told: (release) => versioned('sles', enterpriseVersions(release)),
  },
  { ecosystem: /^openSUSE:Leap (\d+\.\d+)$/, told: (release) => versioned('opensuse-leap', [release]) },
];

/** The scope of a distribution's release; undefined where Clair has no advisories of it. */
export function distributionScope(ecosystem: string): Scope | undefined {
  for (const distribution of DISTRIBUTIONS) {
    const release = distribution.ecosystem.exec(ecosystem)?.[1];
    const told = release === undefined ? undefined : distribution.told(release);
    if (told !== undefined) return toScope(told);
  }
  return undefined;
}

function numbered(id: string, values: readonly string[], versions: Scope['versions'], keyedBy: Scope['keyedBy']): Told {
  return { id, column: 'dist_version_id', values, versions, keyedBy };
}

function versioned(id: string, values: readonly string[]): Told {
  return { id, column: 'dist_version', values, versions: 'rpm', keyedBy: 'binary' };
}

/** `15 SP5` as the updaters of the one year and the other wrote it. */
function enterpriseVersions(release: string): readonly string[] {
  const { major = '', pack } = /^(?<major>\d+(?:\.\d+)?)(?: SP(?<pack>\d+))?$/.exec(release)?.groups ?? {};
  const [whole = major] = major.split('.');
  return [...new Set([whole, major, ...(pack === undefined ? [] : [`${major}.${pack}`, `${major}-SP${pack}`, release])])];
}

function toScope({ id, column, values, versions, keyedBy }: Told): Scope {
  return {
    rows: `${id} ${values.join(' ')}`,
    names: (name) => ({ spelled: [name] }),
    condition: `dist_id = ? AND ${column} IN (${values.map(() => '?').join(', ')})`,
    values: [id, ...values],
    covers: () => true,
    versions,
    keyedBy,
  };
}
