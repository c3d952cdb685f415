import type { Registry } from '../metadata/records.ts';

/** https://hex.pm/docs/publish */
export const HEX_NAMES: Registry = { title: 'Hex', name: /^[a-z]\w*$/ };

/** The applications of Erlang/OTP, former ones included, and those of Elixir: no package of Hex, though some lie there as copies. */
export const OF_THE_LANGUAGE: ReadonlySet<string> = new Set(
  [
    'asn1 common_test compiler cosEvent cosEventDomain cosFileTransfer cosNotification cosProperty cosTime cosTransactions crypto',
    'debugger dialyzer diameter edoc eldap erl_docgen erl_interface erts et eunit ftp gs hipe ic inets inviso jinterface kernel megaco',
    'mnesia nteventlog observer odbc orber os_mon ose otp_mibs parsetools percept pman public_key reltool runtime_tools sasl snmp ssh',
    'ssl stdlib syntax_tools test_server tftp toolbar tools tv typer webtool wx xmerl',
    'eex elixir ex_unit iex logger mix',
  ].flatMap((line) => line.split(' ')),
);
