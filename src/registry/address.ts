import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What an address is for: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 sibling. */
export type AddressKind =
  | 'public'
  | 'loopback'
  /** RFC 1918, RFC 6598, RFC 2544 and unique local addresses. */
  | 'private'
  | 'link-local'
  /** Where a cloud tells a machine its own secrets. */
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'reserved';

type Range = readonly [address: string, prefix: number];

/** Looked through from the first to the last: what is special within a range stands before it. */
const RANGES: readonly (readonly [AddressKind, readonly Range[]])[] = [
  [
    'metadata',
    [
      // Amazon, Google, Azure and most others; Amazon's containers; Azure's host; Alibaba; Oracle; Amazon and Google by IPv6.
      ['169.254.169.254', 32],
      ['169.254.170.2', 32],
      ['168.63.129.16', 32],
      ['100.100.100.200', 32],
      ['192.0.0.192', 32],
      ['fd00:ec2::254', 128],
      ['fd20:ce::254', 128],
    ],
  ],
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['::1', 128],
    ],
  ],
  [
    'unspecified',
    [
      ['0.0.0.0', 8],
      ['::', 128],
    ],
  ],
  [
    'link-local',
    [
      ['169.254.0.0', 16],
      ['fe80::', 10],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
      ['198.18.0.0', 15],
      ['fc00::', 7],
      ['fec0::', 10],
    ],
  ],
  [
    'multicast',
    [
      ['224.0.0.0', 4],
      ['ff00::', 8],
    ],
  ],
  // Protocol assignments, what is left of class E, NAT64 of one network, discard-only, Teredo, which hides an address.
  [
    'reserved',
    [
      ['192.0.0.0', 24],
      ['240.0.0.0', 4],
      ['64:ff9b:1::', 48],
      ['100::', 64],
      ['2001::', 32],
    ],
  ],
];

const LISTS = RANGES.map(([kind, ranges]) => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return { kind, list };
});

/** The kind of an IP address in its textual form, with or without a zone. An IPv6 address that carries an IPv4 address is judged by that. */
export function addressKind(address: string): AddressKind {
  const plain = address.replace(/%.*$/, '');
  if (isIPv4(plain)) return kindIn(plain, 'ipv4');
  if (!isIPv6(plain)) return 'reserved';
  const carried = carriedIPv4(groupsOf(plain));
  return carried === undefined ? kindIn(plain, 'ipv6') : kindIn(carried, 'ipv4');
}

function kindIn(address: string, family: 'ipv4' | 'ipv6'): AddressKind {
  return LISTS.find(({ list }) => list.check(address, family))?.kind ?? 'public';
}

/** The eight groups of an IPv6 address: https://www.rfc-editor.org/rfc/rfc4291#section-2.2 */
function groupsOf(address: string): readonly number[] {
  const text = address.replace(/\d+\.\d+\.\d+\.\d+$/, (quad) => {
    const [a = 0, b = 0, c = 0, d = 0] = quad.split('.').map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.map((group) => Number.parseInt(group, 16));
}

/** Mapped and compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056). `::` and `::1` are no carriers. */
function carriedIPv4(groups: readonly number[]): string | undefined {
  const [, second = 0, third = 0] = groups;
  const [high = 0, low = 0] = groups.slice(6);
  const starts = (...expected: readonly number[]) => expected.every((group, index) => groups[index] === group);
  if (starts(0x2002)) return dotted(second, third);
  if (starts(0x64, 0xff9b, 0, 0, 0, 0) || starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0xffff, 0))
    return dotted(high, low);
  return starts(0, 0, 0, 0, 0, 0) && (high > 0 || low > 1) ? dotted(high, low) : undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
