import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ORACLE } from '../../../src/advisories/feeds/oracle.ts';
import { linesOf, publisher } from './publisher.ts';

const OVAL = `<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"><definitions>
<definition id="oval:com.oracle.elsa:def:20241" class="patch"><metadata><title>ELSA-2024-1: curl security update (IMPORTANT)</title>
<affected family="unix"><platform>Oracle Linux 9</platform></affected>
<reference source="elsa" ref_id="ELSA-2024-1" ref_url="https://linux.oracle.com/errata/ELSA-2024-1.html"/>
<reference source="CVE" ref_id="CVE-2024-1" ref_url="https://linux.oracle.com/cve/CVE-2024-1.html"/></metadata>
<criteria operator="AND"><criterion test_ref="t:1" comment="Oracle Linux 9 is installed"/>
<criterion test_ref="t:2" comment="curl is earlier than 0:8.1-2.el9"/></criteria></definition></definitions>
<tests><rpminfo_test id="t:1" xmlns="x"><object object_ref="o:1"/><state state_ref="s:1"/></rpminfo_test>
<rpminfo_test id="t:2" xmlns="x"><object object_ref="o:2"/><state state_ref="s:2"/></rpminfo_test></tests>
<objects><rpminfo_object id="o:1" xmlns="x"><name>oraclelinux-release</name></rpminfo_object>
<rpminfo_object id="o:2" xmlns="x"><name>curl</name></rpminfo_object></objects>
<states><rpminfo_state id="s:1" xmlns="x"><version operation="pattern match">^9</version></rpminfo_state>
<rpminfo_state id="s:2" xmlns="x"><evr datatype="evr_string" operation="less than">0:8.1-2.el9</evr></rpminfo_state></states>
</oval_definitions>`;

const bzip2 = spawnSync('bzip2', ['-c'], { input: OVAL });
const skip = bzip2.status === 0 ? false : 'bzip2 is not installed';

test('Oracle has a document for each release, and one for everything', { skip }, async () => {
  await using at = await publisher({
    '/com.oracle.elsa-ol9.xml.bz2': bzip2.stdout,
    '/com.oracle.elsa-all.xml.bz2': bzip2.stdout,
  });
  const expected = ['ELSA-2024-1 in Oracle Linux:9 curl'];
  assert.deepEqual(linesOf(await at.ask(ORACLE, { ecosystems: ['Oracle Linux:9'], names: ['curl'] })), expected);
  assert.deepEqual(linesOf(await at.ask(ORACLE, {})), expected);
  assert.deepEqual(at.requests, ['/com.oracle.elsa-ol9.xml.bz2', '/com.oracle.elsa-all.xml.bz2']);
});

test('a page that asks to sign in is no document of Oracle', async () => {
  await using at = await publisher({ '/com.oracle.elsa-ol9.xml.bz2': '<html>' });
  await assert.rejects(at.ask(ORACLE, { ecosystems: ['Oracle Linux:9'] }), /what the server sent is not bzip2/);
});
