import assert from 'node:assert/strict';
import dns from 'node:dns';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Agent, request } from 'undici';

const REFUSAL = /may not leave this machine: connection to "[^"]+" from .*network-guard\.test\.ts/;

test('a connection that would leave this machine fails, and the failure names the test', async () => {
  const error = await new Promise((resolve) => {
    connect({ host: '192.0.2.1', port: 80 }).on('error', resolve);
  });
  assert.match(String(error), REFUSAL);
});

test('a request that would leave this machine fails', async () => {
  const dispatcher = new Agent();
  await assert.rejects(request('http://192.0.2.1/', { dispatcher }), REFUSAL);
  await dispatcher.destroy();
});

test('a name beyond this machine is not even looked up', async () => {
  const error = await new Promise((resolve) => {
    dns.lookup('registry.example.com', resolve);
  });
  assert.match(String(error), REFUSAL);
});
