import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDockerfile } from '../../src/source/dockerfile.ts';
import { byHistory } from '../../src/source/history.ts';
import { targetOf } from '../../src/source/target.ts';

/** Of each layer the line of its instruction; undefined where it has none. */
function linesOf(text: string, layers: readonly (string | undefined)[], name?: string): readonly (number | undefined)[] {
  const dockerfile = parseDockerfile(text);
  assert.ok(dockerfile);
  const target = targetOf(dockerfile, name);
  assert.ok(target);
  const found = byHistory(layers, target);
  return layers.map((_, index) => found.get(index)?.startLine);
}

const BASE = '/bin/sh -c #(nop) ADD file:0a1b in / ';

describe('an instruction is known again', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'BuildKit’s',
      'RUN apt-get update && \\\n    apt-get install curl',
      'RUN /bin/sh -c apt-get update &&     apt-get install curl # buildkit',
    ],
    ['BuildKit’s with arguments', 'RUN make', 'RUN |2 A=1 B=two words /bin/sh -c make # buildkit'],
    ['BuildKit’s with a mount', 'RUN --mount=type=cache,target=/x --network=none make', 'RUN /bin/sh -c make # buildkit'],
    ['BuildKit’s with a list', 'RUN ["make", "all"]', 'RUN make all # buildkit'],
    ['BuildKit’s with a list and arguments', 'RUN ["make", "all"]', 'RUN |1 A=1 make all # buildkit'],
    ['BuildKit’s with a heredoc', 'RUN <<EOF\nset -e\nmake\nEOF', 'RUN /bin/sh -c set -e\nmake\n # buildkit'],
    ['BuildKit’s with a heredoc in a command', 'RUN cat <<EOF > /x\na\nEOF', 'RUN /bin/sh -c cat <<EOF > /x\na\nEOF # buildkit'],
    [
      'BuildKit’s with another shell',
      'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN make',
      'RUN /bin/bash -eo pipefail -c make # buildkit',
    ],
    ['Docker’s', 'RUN make', '/bin/sh -c make'],
    ['Docker’s with arguments', 'RUN make', '|1 A=1 /bin/sh -c make'],
    ['Windows’', 'RUN make', 'cmd /S /C make'],
    ['Buildah’s', 'RUN make', '/bin/sh -c make|A=1'],
    ['kaniko’s', 'RUN make \\\n  all', 'RUN make   all'],
    ['BuildKit’s copy', 'COPY --link --chown=a:b a b /c/', 'COPY --chown=a:b a b /c/ # buildkit'],
    ['BuildKit’s copy from a stage', 'COPY --from=build /app /app', 'COPY /app /app # buildkit'],
    ['BuildKit’s copy of a list', 'COPY ["a b", "/c d/"]', 'COPY a b /c d/ # buildkit'],
    ['BuildKit’s copy of a heredoc', 'COPY <<-"EOF" /x\na\nEOF', 'COPY <<EOF /x # buildkit'],
    ['a copy with an argument', 'ARG V\nCOPY app-${V}.jar $HOME/', 'COPY app-1.4.jar /root/ # buildkit'],
    ['a copy with a variable', 'ENV D=/srv E="$D/x"\nCOPY . ${E}', 'COPY . /srv/x # buildkit'],
    ['Docker’s copy', 'WORKDIR /srv\nCOPY a b ./', '/bin/sh -c #(nop) COPY multi:0a1b in ./ '],
    ['Docker’s copy into a folder', 'WORKDIR /srv\nCOPY . .', '/bin/sh -c #(nop) COPY dir:0a1b in /srv/ '],
    ['Docker’s copy for someone', 'COPY --chown=a a /x', '/bin/sh -c #(nop) COPY --chown=a:a file:0a1b in /x '],
    ['Buildah’s copy', 'COPY a /x', '/bin/sh -c #(nop) COPY file:0a1b in /x'],
    ['kaniko’s copy', 'COPY --from=build /app /app', 'COPY --from=build /app /app'],
    ['an addition', 'ADD https://a.test/x /x', 'ADD https://a.test/x /x # buildkit'],
    ['a folder', 'WORKDIR /srv\nWORKDIR app', 'WORKDIR /srv/app'],
  ];
  for (const [builder, instruction, createdBy] of cases) {
    test(`in ${builder} history`, () => {
      const text = `FROM base\n${instruction}\n`;
      const [, made] = linesOf(text, [BASE, createdBy]);
      const last = parseDockerfile(text)?.stages[0]?.instructions.at(-1);
      assert.equal(made, last?.startLine);
    });
  }

  const others: readonly (readonly [string, string])[] = [
    ['RUN b', 'RUN /bin/sh -c a && b # buildkit'],
    ['RUN make', 'COPY make / # buildkit'],
    ['COPY a /', 'ADD a / # buildkit'],
    ['COPY a /x', 'COPY a b /x # buildkit'],
    ['COPY a /x', '/bin/sh -c #(nop) COPY file:0a1b in /y '],
    ['COPY $A /x', 'COPY a /y # buildkit'],
    ['COPY a-$A /x', 'COPY b-1 /x # buildkit'],
    ['WORKDIR /a', 'WORKDIR /b'],
    ['SHELL ["/bin/bash", "-c"]\nRUN make', 'RUN /bin/sh -c make # buildkit'],
    ['RUN ["make"]', 'RUN /bin/sh -c make # buildkit'],
    ['ENV A=1', 'RUN /bin/sh -c make # buildkit'],
  ];
  for (const [instruction, createdBy] of others) {
    test(`and ${JSON.stringify(instruction)} is not taken for ${JSON.stringify(createdBy)}`, () => {
      const [made] = linesOf(`FROM base\n${instruction}\n`, [createdBy]);
      assert.ok(made === undefined || made === 1);
    });
  }
});

const TEXT = 'FROM golang AS build\nRUN go build\nFROM debian\nRUN one\nENV A=1\nCOPY . /app\nRUN two\nCMD ["x"]\n';
const LAYERS = [
  BASE,
  'RUN /bin/sh -c base # buildkit',
  'RUN /bin/sh -c one # buildkit',
  'COPY . /app # buildkit',
  'RUN /bin/sh -c two # buildkit',
];

describe('the layers of an image', () => {
  test('are the instructions’ from the end upwards, and the base’s below', () =>
    assert.deepEqual(linesOf(TEXT, LAYERS), [3, 3, 4, 6, 7]));

  test('are those of the stage that was built', () => assert.deepEqual(linesOf(TEXT, [BASE, 'RUN go build'], 'build'), [1, 2]));

  test('are those of the stages that a stage stands on as well', () => {
    const text = 'FROM debian AS one\nRUN a\nFROM x\nRUN no\nFROM One AS two\nRUN b\nFROM 2\nRUN c';
    assert.deepEqual(linesOf(text, [BASE, '/bin/sh -c a', '/bin/sh -c b', '/bin/sh -c c']), [1, 2, 6, 8]);
  });

  test('are the base’s alone where no instruction makes a layer', () => {
    assert.deepEqual(linesOf('FROM a\nENV B=1\nCMD x', [BASE, undefined]), [1, 1]);
  });

  test('are nobody’s where the Dockerfile is another image’s', () => {
    assert.deepEqual(linesOf('FROM a\nRUN other\nRUN b', LAYERS), [undefined, undefined, undefined, undefined, undefined]);
  });

  test('stay untold where an instruction was changed that may have made them', () => {
    const changed = TEXT.replace('RUN one', 'RUN changed');
    assert.deepEqual(linesOf(changed, LAYERS), [3, 3, undefined, 6, 7]);
    assert.deepEqual(linesOf(TEXT.replace('COPY . /app', 'COPY src /app'), LAYERS), [3, 3, 4, undefined, 7]);
  });

  test('above the base that triggers of the base made are the base’s', () => {
    const triggered = [BASE, 'RUN /bin/sh -c trigger # buildkit', ...LAYERS.slice(2)];
    assert.deepEqual(linesOf(TEXT, triggered), [3, 3, 4, 6, 7]);
  });

  test('that read alike go to instructions that read alike, in their order', () => {
    assert.deepEqual(linesOf('FROM a\nRUN x\nRUN y\nRUN x', [BASE, 'RUN x', 'RUN y', 'RUN x']), [1, 2, 3, 4]);
  });

  test('of folders that were there already are no layers', () => {
    assert.deepEqual(linesOf('FROM a\nWORKDIR /\nRUN x', [BASE, 'RUN x']), [1, 3]);
  });
});

test('variables that grow without end are cut, and take no time', () => {
  const started = process.cpuUsage().user;
  const bomb = `ENV A=${'x'.repeat(20_000)}\nCOPY ${'$A'.repeat(150_000)} /x\n`;
  const long = `ENV ${'a'.repeat(300_000)} \${${'b'.repeat(300_000)}\n`;
  linesOf(`FROM a\n${bomb}${long}`, [`COPY ${'y'.repeat(90_000)} /x`]);
  assert.ok(process.cpuUsage().user - started < 5_000_000);
});
