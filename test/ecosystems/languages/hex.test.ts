import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OTP_APPLICATION } from '../../../src/ecosystems/languages/hex/application.ts';
import { HEX_METADATA } from '../../../src/ecosystems/languages/hex/metadata.ts';
import { tokensOf } from '../../../src/ecosystems/languages/hex/terms.ts';
import { HEX } from '../../../src/ecosystems/languages/hex.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const APP = 'app/lib/phoenix-1.7.10/ebin/phoenix.app';
const CONFIG = 'app/deps/phoenix/hex_metadata.config';

const WRITTEN = `{application,phoenix,
             [{config_mnesia, []},
              % {vsn,"0.0.1"}
              {description,"Says {vsn,\\"0.0.2\\"} of itself"},
              {modules,['Elixir.Phoenix','Elixir.Phoenix.{vsn, "0.0.3"}']},
              {registered,[]},
              {vsn,"1.7.10"},
              {applications,[kernel,stdlib,elixir,plug]}]}.
`;

const METADATA = `{<<"links">>,[{<<"GitHub">>,<<"https://github.com/phoenixframework/phoenix">>}]}.
{<<"name">>,<<"phoenix">>}.
{<<"version">>,<<"1.7.10">>}.
{<<"description">>,<<"Peace of mind % from prototype to production">>}.
{<<"requirements">>,
 [[{<<"name">>,<<"plug">>},{<<"version">>,<<"9.9.9">>},{<<"optional">>,false}]]}.
{<<"elixir">>,<<"~> 1.11">>}.
`;

test('It wants the applications of a release, but those of the language', () => {
  const paths = [APP, 'lib/a_b-1.0/ebin/a_b.app', 'usr/lib/rabbitmq/lib/rabbit-3.12.0/ebin/rabbit.app'];
  const others = [
    'usr/lib/erlang/lib/kernel-9.1/ebin/kernel.app',
    'usr/lib/erlang/lib/ssl-11.0/ebin/ssl.app',
    'app/lib/elixir-1.15.7/ebin/elixir.app',
    'app/lib/phoenix-1.7.10/ebin/other.app',
    'app/lib/phoenix-1.7.10/priv/phoenix.app',
    'app/lib/phoenix/ebin/phoenix.app',
    'app/phoenix-1.7.10/ebin/phoenix.app',
    'Applications/Thing.app',
    'phoenix.app',
  ];
  assert.deepEqual(wanted(OTP_APPLICATION, [...paths, ...others]), paths);
  assert.deepEqual(wanted(HEX_METADATA, [CONFIG, 'app/hex_metadata.configs', 'my_hex_metadata.config']), [CONFIG]);
});

test('The version of an application is its own, not what a comment or a text says', () => {
  assert.deepEqual(reading(OTP_APPLICATION, APP, WRITTEN), { packages: [{ name: 'phoenix', version: '1.7.10', root: 'app' }] });
  assert.deepEqual(listed(reading(OTP_APPLICATION, APP, `\ufeff${WRITTEN.replaceAll('\n', '\r\n')}`)), ['phoenix@1.7.10']);
  assert.deepEqual(listed(reading(OTP_APPLICATION, APP, '{ \'vsn\' , "1" }')), ['phoenix@1']);
  assert.equal(reading(OTP_APPLICATION, 'lib/a-1/ebin/a.app', '{vsn,"1"}').packages[0]?.root, '');
});

test('An application without a version throws', () => {
  for (const text of ['', '{application,phoenix,[]}.', '{vsn,1}', '{vsn,x,"1"}', '[vsn,"1"]', '{"vsn","1"', '{"a","vsn","1"}']) {
    assert.throws(
      () => reading(OTP_APPLICATION, APP, text),
      { message: 'it does not tell the version of the application' },
      text,
    );
  }
});

test('The metadata of a package is read, and not that of what it requires', () => {
  const expected = { packages: [{ name: 'phoenix', version: '1.7.10', root: 'app' }] };
  assert.deepEqual(reading(HEX_METADATA, CONFIG, METADATA), expected);
  const reversed = METADATA.split(/(?<=\.\n)/)
    .toReversed()
    .join('');
  assert.deepEqual(reading(HEX_METADATA, CONFIG, reversed), expected);
  assert.deepEqual(reading(HEX_METADATA, CONFIG, `{<<"version">>,[<<"0.0.1">>]}.\n${METADATA}`), expected);
  assert.throws(() => reading(HEX_METADATA, CONFIG, ''), { message: 'it lacks a name' });
  assert.throws(() => reading(HEX_METADATA, CONFIG, '{<<"name">>,<<"a">>}.'), { message: 'it lacks a version' });
});

test('Names and versions that no registry has are gaps', () => {
  for (const name of IMPOSSIBLE_NAMES) {
    assertGap(reading(HEX_METADATA, CONFIG, `{<<"name">>,<<"${name}">>}.{<<"version">>,<<"1">>}.`), /nothing in Hex can have/);
  }
  assertGap(reading(OTP_APPLICATION, APP, '{vsn,"1 2"}'), /"phoenix" in version "1 2"/);
});

test('Terms are taken apart without their comments', () => {
  const tokens = [...tokensOf('{a, "b\\"c", \'d e\'}. % f\n<<"g">>\t[1.5]"open')].map(({ kind, text }) => `${kind} ${text}`);
  assert.equal(
    tokens.join(' '),
    'mark { atom a mark , text b\\"c mark , atom d e mark } mark . ' +
      'mark < mark < text g mark > mark > mark [ atom 1 mark . atom 5 mark ] text open',
  );
});

test('Files made to keep a parser busy are read quickly', () => {
  const fill = (piece: string) => piece.repeat(Math.floor(2 ** 18 / piece.length));
  for (const piece of ['\\"', '"', "'", '\\', '%', '% \n', '{', '}', '{vsn,', '{"a","b"', 'a', ' ', '"\\', '😀']) {
    soon(() => assert.throws(() => reading(OTP_APPLICATION, APP, fill(piece))));
    soon(() => assert.throws(() => reading(HEX_METADATA, CONFIG, fill(piece))));
  }
  soon(() => OTP_APPLICATION.wants(`lib/${'-a'.repeat(500_000)}/ebin/a.app`));
});

test('The purl is of type hex', () => {
  assert.equal(HEX.purl({ name: 'phoenix', version: '1.7.10' }), 'pkg:hex/phoenix@1.7.10');
});
