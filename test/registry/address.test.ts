import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type AddressKind, addressKind } from '../../src/registry/address.ts';

const KNOWN: Readonly<Record<AddressKind, readonly string[]>> = {
  public: ['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1', '1::', '64:ff9b::8.8.8.8'],
  loopback: ['127.0.0.1', '127.255.0.3', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.9.9', '192.168.1.1', '100.64.0.1', '198.18.0.1', 'fc00::1', 'fdff::1', 'fec0::1'],
  'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.3.4'],
  metadata: ['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254', '2002:a9fe:a9fe::'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  reserved: ['192.0.0.1', '240.0.0.1', '255.255.255.255', '64:ff9b:1::1', '2001::1', 'not an address', ''],
};

for (const [kind, addresses] of Object.entries(KNOWN)) {
  test(`addresses that are ${kind} are known as such`, () => {
    for (const address of addresses) assert.equal(addressKind(address), kind, address);
  });
}

test('an IPv6 address that carries an IPv4 address is what that is, in whatever form it is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
      const kind = addressKind(address);
      for (const carrier of [`::ffff:${address}`, `::ffff:${hex}`, `::FFFF:0:${hex}`, `64:ff9b::${address}`, `2002:${hex}::9`]) {
        assert.equal(addressKind(carrier), kind, carrier);
      }
    }),
  );
});

test('whatever is asked, there is an answer', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6()), (text) => typeof addressKind(text) === 'string'));
});
