import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { parseDockerfile } from '../../src/source/dockerfile.ts';

/** A Dockerfile as its stages' bases and names, and instructions with their lines. */
function shape(text: string) {
  return parseDockerfile(text)?.stages.map(({ base, name, from, instructions }) => ({
    stage: `${from.startLine}-${from.endLine} ${base}${name === undefined ? '' : ` as ${name}`}`,
    instructions: instructions.map(({ keyword, text: rest, startLine, endLine }) => `${startLine}-${endLine} ${keyword} ${rest}`),
  }));
}

function only(text: string): readonly string[] | undefined {
  return shape(text)?.[0]?.instructions;
}

describe('the lines of a Dockerfile', () => {
  const shapes: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'one instruction a line': ['FROM a\nRUN b\nCOPY . /\n', ['2-2 RUN b', '3-3 COPY . /']],
    'a continued line': ['FROM a\nRUN b \\\n  && c\n', ['2-3 RUN b   && c']],
    'spaces behind the sign of continuation': ['FROM a\nRUN b \\  \n c\nUSER x', ['2-3 RUN b  c', '4-4 USER x']],
    'a comment between continued lines': ['FROM a\nRUN b \\\n# no\n  # neither\n  c\n', ['2-5 RUN b   c']],
    'an empty line between continued lines': ['FROM a\nRUN b \\\n\n  c\nUSER x', ['2-4 RUN b   c', '5-5 USER x']],
    'a continuation at the end of the file': ['FROM a\nRUN b \\\n# no\n\n', ['2-2 RUN b']],
    'comments and empty lines between instructions': ['# c\nFROM a\n\n# RUN no\nRUN b', ['5-5 RUN b']],
    'a comment that looks continued': ['FROM a\n# no \\\nRUN b', ['3-3 RUN b']],
    'Windows’ ends of lines': ['FROM a\r\nRUN b \\\r\n c\r\nUSER x\r\n', ['2-3 RUN b  c', '4-4 USER x']],
    'a mark of byte order': ['\ufeffFROM a\nRUN b', ['2-2 RUN b']],
    'another sign of continuation': ['# escape=`\nFROM a\nRUN b `\n  c:\\\nRUN d', ['3-4 RUN b   c:\\', '5-5 RUN d']],
    'a directive that comes too late': ['# hello\n# escape=`\nFROM a\nRUN b `\nRUN c', ['4-4 RUN b `', '5-5 RUN c']],
    'directives one after the other': ['# syntax=docker/dockerfile:1\n#  Escape = `\nFROM a\nRUN b `\n c', ['4-5 RUN b  c']],
    'keywords in small letters': ['from a\nrun b', ['2-2 RUN b']],
    'a heredoc': ['FROM a\nRUN <<EOF\nFROM no\nRUN no\nEOF\nUSER x', ['2-5 RUN <<EOF', '6-6 USER x']],
    'a heredoc with leading tabs': ['FROM a\nRUN <<-"E"\n\tb\n\tE\nUSER x', ['2-4 RUN <<-"E"', '5-5 USER x']],
    'several heredocs': ["FROM a\nCOPY <<A <<'B' /x/\n1\nA\n2\nB\nUSER x", ["2-6 COPY <<A <<'B' /x/", '7-7 USER x']],
    'a heredoc behind a continued line': ['FROM a\nRUN cat \\\n <<E > /x\n1\nE\nUSER x', ['2-5 RUN cat  <<E > /x', '6-6 USER x']],
    'a shift that is no heredoc': [
      'FROM a\nRUN echo $((1<<2)) "x <<EOF y" <<<z\nUSER x',
      ['2-2 RUN echo $((1<<2)) "x <<EOF y" <<<z', '3-3 USER x'],
    ],
    'a list that is no heredoc': [
      'FROM a\nRUN ["echo", "<<EOF", <<EOF]\nUSER x',
      ['2-2 RUN ["echo", "<<EOF", <<EOF]', '3-3 USER x'],
    ],
    'no heredoc where none may be': ['FROM a\nLABEL x= <<EOF\nUSER x', ['2-2 LABEL x= <<EOF', '3-3 USER x']],
    'a heredoc without end': ['FROM a\nRUN <<EOF\nb\nUSER x', ['2-4 RUN <<EOF']],
    'a trigger for images built on this one': ['FROM a\nONBUILD RUN <<E\nb\nE\nUSER x', ['2-4 ONBUILD RUN <<E', '5-5 USER x']],
  };
  for (const [name, [text, expected]] of Object.entries(shapes)) {
    test(`are right with ${name}`, () => assert.deepEqual(only(text), expected));
  }
});

test('stages have a base and a name, whatever stands between', () => {
  const text = 'ARG V=1\nFROM --platform=$BUILDPLATFORM golang:${V} AS Build\nRUN x\nFROM scratch\nFROM build as two\n';
  assert.deepEqual(
    shape(text)?.map(({ stage }) => stage),
    ['2-2 golang:${V} as build', '4-4 scratch', '5-5 build as two'],
  );
  assert.deepEqual(
    parseDockerfile(text)?.globals.map(({ text: rest }) => rest),
    ['V=1'],
  );
});

test('a heredoc keeps its lines, and loses its tabs where that is asked for', () => {
  const [stage] = parseDockerfile('FROM a\nRUN <<-A cat <<B\n\tone\n\tA\n\ttwo\nB\n')?.stages ?? [];
  assert.deepEqual(stage?.instructions[0]?.heredocs, [
    { name: 'A', body: 'one\n' },
    { name: 'B', body: '\ttwo\n' },
  ]);
});

for (const [why, text] of Object.entries({
  'no stage': '# nothing\n',
  'nothing at all': '',
  'an instruction before the first stage': 'RUN a\nFROM b',
  'a stage without a base': 'FROM\nRUN a',
  'too many instructions': `FROM a\n${'RUN b\n'.repeat(2001)}`,
  'too many characters': `FROM a\n#${'x'.repeat(1024 * 1024)}`,
})) {
  test(`a text with ${why} is no Dockerfile`, () => assert.equal(parseDockerfile(text), undefined));
}

test('whatever the text, instructions lie within it, one behind the other', () => {
  const piece = fc.constantFrom(
    'FROM a',
    'RUN b',
    'COPY <<E /',
    'E',
    '# escape=`',
    '#',
    ' ',
    '\\',
    '`',
    '\n',
    '\r\n',
    '<<-',
    '"',
    "'",
    '\t',
    '[',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = `FROM a\n${pieces.join('')}`;
      const parsed = parseDockerfile(text);
      let last = 0;
      for (const { from, instructions } of parsed?.stages ?? []) {
        for (const { startLine, endLine } of [from, ...instructions]) {
          assert.ok(last < startLine && startLine <= endLine && endLine <= text.split('\n').length);
          last = endLine;
        }
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('text that means harm takes no time', () => {
  const started = process.cpuUsage().user;
  for (const evil of [
    '# a=' + ' '.repeat(900_000) + 'x',
    `RUN ${'"'.repeat(900_001)} <<E`,
    `RUN ${'\'"'.repeat(400_000)} <<E`,
    `FROM ${'--a '.repeat(200_000)}`,
  ]) {
    parseDockerfile(`${evil}\nFROM a\n${evil}`);
    parseDockerfile(`FROM a\n${evil}`);
  }
  assert.ok(process.cpuUsage().user - started < 5_000_000);
});
