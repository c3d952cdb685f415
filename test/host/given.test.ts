import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLineValues } from '../../src/host/given.ts';
import type { OptionName } from '../../src/host/options.ts';

const nobody = (): Promise<string> => Promise.reject(new Error('standard input was read'));

test('the password comes from the environment where no flag gives it', async () => {
  const environment = { HULLCHECK_REGISTRY_PASSWORD: 'from the environment' };
  const without = await commandLineValues(new Map(), environment, nobody);
  assert.equal(without('registry-password'), 'from the environment');
  assert.equal(without('format'), undefined);
  const flags = new Map<OptionName, string>([['registry-password', 'from the flag']]);
  assert.equal((await commandLineValues(flags, environment, nobody))('registry-password'), 'from the flag');
});

test('the password comes from standard input where that is asked for, without the line feed that ends it', async () => {
  const flags = new Map<OptionName, string>([['registry-password-stdin', 'true']]);
  const environment = { HULLCHECK_REGISTRY_PASSWORD: 'not this' };
  for (const text of ['s3cret', 's3cret\n', 's3cret\r\n']) {
    const given = await commandLineValues(flags, environment, () => Promise.resolve(text));
    assert.equal(given('registry-password'), 's3cret');
  }
});

test('a password given twice, or an empty standard input, is refused', async () => {
  const both = new Map<OptionName, string>([
    ['registry-password', 'a'],
    ['registry-password-stdin', 'true'],
  ]);
  await assert.rejects(commandLineValues(both, {}, nobody), { code: 'USAGE', message: /both/ });
  const one = new Map<OptionName, string>([['registry-password-stdin', 'true']]);
  await assert.rejects(
    commandLineValues(one, {}, () => Promise.resolve('\n')),
    { code: 'USAGE', message: /no password/ },
  );
});
