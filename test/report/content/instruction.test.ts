import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionOf } from '../../../src/report/content/instruction.ts';

const histories: readonly (readonly [string, string])[] = [
  ['/bin/sh -c #(nop) ADD file:0a1b in / ', 'ADD file:0a1b in /'],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
  ['COPY --from=build /app /app # buildkit', 'COPY --from=build /app /app'],
  ['|1 TOKEN=s3cret /bin/sh -c make', 'RUN make'],
  ['RUN |2 TOKEN=s3cret B=a b c /bin/sh -c make install # buildkit', 'RUN make install'],
  ['RUN |1 TOKEN=s3cret /bin/bash -o pipefail -c make # buildkit', 'RUN make'],
  ['RUN /bin/ash -eo pipefail -c make # buildkit', 'RUN make'],
  ['RUN |1 TOKEN=s3cret python -c pass # buildkit', 'RUN python -c pass'],
  ['/bin/sh -c dnf install curl|TOKEN=s3cret', 'RUN dnf install curl'],
  ['RUN /bin/sh -c a &&\n\tb \u001b[31m\r::error::x # buildkit', 'RUN a && b \ufffd[31m ::error::x'],
  ['', ''],
];
for (const [createdBy, instruction] of histories) {
  test(`${JSON.stringify(createdBy)} is ${JSON.stringify(instruction)}`, () =>
    assert.equal(instructionOf(createdBy), instruction));
}

test('a long instruction is cut, and its build arguments stay hidden', () => {
  const text = instructionOf(`RUN |1 TOKEN=s3cret /bin/sh -c ${'x'.repeat(100_000)} # buildkit`);
  assert.equal(text.length, 160);
  assert.match(text, /^RUN x+…$/);
});

test('build arguments without end show nothing of themselves', () => {
  assert.doesNotMatch(instructionOf(`RUN |1 TOKEN=${'s3cret'.repeat(100_000)} /bin/sh -c make`), /s3cret/);
});
