import type { TarEntry } from './tar.ts';

/** An image whose `db` files say which packages it holds, and what is left of them. */
export interface OverlayCase {
  /** Reads on after "a runtime and we agree that …". */
  readonly title: string;
  /** The lowest first. */
  readonly layers: readonly (readonly TarEntry[])[];
  /** `FILE: NAME VERSION @LAYER`, where the file lies in the final image. */
  readonly expected: readonly string[];
}

const db = (path: string, body: string): TarEntry => ({ path, body });
const folder = (path: string): TarEntry => ({ path: `${path}/`, type: '5' });
const link = (path: string, target: string): TarEntry => ({ path, type: '2', link: target });
const hardLink = (path: string, target: string): TarEntry => ({ path, type: '1', link: target });
const marker = (path: string): TarEntry => ({ path });

export const OVERLAY_CASES: readonly OverlayCase[] = [
  {
    title: 'the last writer of a path wins, and each package keeps the layer that brought its version',
    layers: [[db('var/db', 'a 1\nb 1')], [db('noise', '')], [db('var/db', 'a 1\nb 2\nc 1')]],
    expected: ['var/db: a 1 @0', 'var/db: b 2 @2', 'var/db: c 1 @2'],
  },
  {
    title: 'a whiteout removes a file',
    layers: [[db('var/lib/db', 'a 1')], [marker('var/lib/.wh.db')]],
    expected: [],
  },
  {
    title: 'a whiteout removes everything in a folder, and nothing beside it',
    layers: [[db('var/lib/x/db', 'a 1'), db('var/libs/db', 'b 1')], [marker('var/.wh.lib')]],
    expected: ['var/libs/db: b 1 @0'],
  },
  {
    title: 'a whiteout says nothing of its own layer, wherever it stands',
    layers: [
      [db('var/db', 'a 1'), db('opt/db', 'x 1')],
      [db('var/db', 'b 1'), marker('var/.wh.db'), marker('opt/.wh.db'), db('opt/db', 'y 1')],
    ],
    expected: ['var/db: b 1 @1', 'opt/db: y 1 @1'],
  },
  {
    title: 'an opaque folder hides what lies below, and shows what its own layer holds',
    layers: [
      [db('var/lib/db', 'a 1'), db('var/lib/deep/db', 'b 1'), db('var/db', 'x 1')],
      [folder('var/lib'), marker('var/lib/.wh..wh..opq'), db('var/lib/new/db', 'c 1')],
    ],
    expected: ['var/db: x 1 @0', 'var/lib/new/db: c 1 @1'],
  },
  {
    title: 'a removed file that a later layer writes again is there',
    layers: [[db('var/db', 'a 1')], [marker('var/.wh.db')], [db('var/db', 'a 1')]],
    expected: ['var/db: a 1 @2'],
  },
  {
    title: 'a package keeps its layer where its folder is replaced as a whole',
    layers: [[db('app/db', 'a 1\nb 1')], [folder('app'), marker('app/.wh..wh..opq'), db('app/db', 'a 1\nb 2')]],
    expected: ['app/db: a 1 @0', 'app/db: b 2 @1'],
  },
  {
    title: 'a link takes the place of a file',
    layers: [[db('var/db', 'a 1')], [link('var/db', '/elsewhere')]],
    expected: [],
  },
  {
    title: 'a link takes the place of a folder with all that is in it',
    layers: [[db('lib/deep/db', 'a 1'), db('usr/lib/db', 'b 1')], [link('lib', 'usr/lib')]],
    expected: ['usr/lib/db: b 1 @0'],
  },
  {
    title: 'a file takes the place of a folder with all that is in it',
    layers: [[db('var/lib/db', 'a 1'), link('var/lib/link', 'x')], [{ path: 'var/lib', body: 'no folder' }]],
    expected: [],
  },
  {
    title: 'a folder takes the place of a file',
    layers: [[db('var/db', 'a 1')], [folder('var/db'), db('var/db/db', 'b 1')]],
    expected: ['var/db/db: b 1 @1'],
  },
  {
    title: 'a file is written through the link that its folder is',
    layers: [[link('lib', 'usr/lib'), db('usr/lib/apk/db', 'a 1\nb 1')], [db('lib/apk/db', 'a 1\nb 2')]],
    expected: ['usr/lib/apk/db: a 1 @0', 'usr/lib/apk/db: b 2 @1'],
  },
  {
    title: 'a folder with an entry of its own takes the place of a link, and leaves what the link led to',
    layers: [
      [link('lib', 'usr/lib'), db('usr/lib/db', 'a 1')],
      [folder('lib'), db('lib/db', 'b 1')],
    ],
    expected: ['usr/lib/db: a 1 @0', 'lib/db: b 1 @1'],
  },
  {
    title: 'an absolute link leads to a path in the image',
    layers: [[link('data', '/srv/data'), db('srv/data/db', 'a 1')], [db('data/db', 'b 1')]],
    expected: ['srv/data/db: b 1 @1'],
  },
  {
    title: 'a relative link leads from where it lies, and never out of the image',
    layers: [
      [link('a/b/up', '../../srv'), link('a/out', '../../../../srv'), db('srv/db', 'a 1')],
      [db('a/b/up/x/db', 'b 1'), db('a/out/y/db', 'c 1')],
    ],
    expected: ['srv/db: a 1 @0', 'srv/x/db: b 1 @1', 'srv/y/db: c 1 @1'],
  },
  {
    title: 'links lead to links',
    layers: [[link('one', 'two'), link('two', '/three/four'), link('three', 'five'), folder('five/four')], [db('one/db', 'a 1')]],
    expected: ['five/four/db: a 1 @1'],
  },
  {
    title: 'what is written through a link that leads nowhere is there',
    layers: [[link('lib', 'usr/lib')], [db('lib/db', 'a 1')]],
    expected: ['usr/lib/db: a 1 @1'],
  },
  {
    title: 'a whiteout removes what it names through a link',
    layers: [[link('lib', 'usr/lib'), db('usr/lib/db', 'a 1'), db('usr/lib/x/db', 'b 1')], [marker('lib/.wh.db')]],
    expected: ['usr/lib/x/db: b 1 @0'],
  },
  {
    title: 'a whiteout of a link leaves what the link led to',
    layers: [[link('lib', 'usr/lib'), db('usr/lib/db', 'a 1')], [marker('.wh.lib')], [db('lib/db', 'b 1')]],
    expected: ['usr/lib/db: a 1 @0', 'lib/db: b 1 @2'],
  },
  {
    title: 'an opaque folder hides through a link',
    layers: [[link('lib', 'usr/lib'), db('usr/lib/db', 'a 1'), db('usr/db', 'b 1')], [marker('lib/.wh..wh..opq')]],
    expected: ['usr/db: b 1 @0'],
  },
  {
    title: 'a link of the same layer is written through, and what it leads to may lie below',
    layers: [[db('usr/lib/db', 'a 1')], [link('lib', 'usr/lib'), db('lib/db', 'b 1'), marker('lib/.wh.other')]],
    expected: ['usr/lib/db: b 1 @1'],
  },
  {
    title: 'a link that is changed leads what comes later elsewhere',
    layers: [
      [link('current', 'v1'), db('v1/db', 'a 1'), db('v2/db', 'a 2')],
      [link('current', 'v2')],
      [db('current/new/db', 'b 1')],
    ],
    expected: ['v1/db: a 1 @0', 'v2/db: a 2 @0', 'v2/new/db: b 1 @2'],
  },
  {
    title: 'a file that is written through a link takes the place of a folder',
    layers: [[link('lib', 'usr/lib'), db('usr/lib/app/db', 'a 1')], [{ path: 'lib/app', body: 'no folder' }]],
    expected: [],
  },
  {
    title: 'a file can be reached through links in links',
    layers: [
      [link('lib', 'usr/lib'), link('usr/lib/app', '/srv/app'), db('srv/app/db', 'a 1'), link('root', '/')],
      [db('root/lib/app/db', 'b 1')],
    ],
    expected: ['srv/app/db: b 1 @1'],
  },
  {
    title: 'a link to its own folder is no trap',
    layers: [[link('usr/bin/X11', '.'), db('usr/bin/db', 'a 1')], [db('usr/bin/X11/X11/db', 'b 1')]],
    expected: ['usr/bin/db: b 1 @1'],
  },
  {
    title: 'a link in a folder that is written through can be replaced',
    layers: [
      [link('lib', 'usr/lib'), link('usr/lib/app', '/srv'), db('srv/db', 'a 1')],
      [folder('lib/app'), db('lib/app/db', 'b 1')],
    ],
    expected: ['srv/db: a 1 @0', 'usr/lib/app/db: b 1 @1'],
  },
  {
    title: 'what lies in a folder that took the place of a link says nothing of where the link led',
    layers: [
      [link('usr/lib/app', '/srv'), link('lib', 'usr/lib'), db('srv/db', 'a 1')],
      [folder('lib'), { path: 'lib/app', body: 'no folder' }],
      [db('usr/lib/app/db', 'b 1')],
    ],
    expected: ['srv/db: b 1 @2'],
  },
  {
    title: 'the two names of a file are one file',
    layers: [[db('var/db', 'a 1'), hardLink('opt/db', 'var/db')]],
    expected: ['var/db: a 1 @0'],
  },
  {
    title: 'a file is there under its second name when the first is gone',
    layers: [[db('var/db', 'a 1'), hardLink('opt/db', 'var/db'), hardLink('srv/db', 'opt/db')], [marker('var/.wh.db')]],
    expected: ['opt/db: a 1 @0'],
  },
  {
    title: 'a file keeps under its second name what the first held before it was replaced',
    layers: [[db('var/db', 'a 1'), hardLink('opt/db', 'var/db')], [db('var/db', 'a 2')]],
    expected: ['opt/db: a 1 @0', 'var/db: a 2 @1'],
  },
  {
    title: 'the second name of a file keeps what it held when the same archive writes the first again',
    layers: [[db('var/db', 'a 1'), hardLink('opt/db', 'var/db'), db('var/db', 'a 2')]],
    expected: ['var/db: a 2 @0', 'opt/db: a 1 @0'],
  },
  {
    title: 'of a path that an archive holds twice, the later counts, whatever it is',
    layers: [
      [
        db('db', 'a 1'),
        db('./db', 'a 2'),
        db('x/db', 'b 1'),
        link('x/db', '/nowhere'),
        db('y/db', 'c 1'),
        folder('y/db'),
        db('z/deep/db', 'd 1'),
        { path: 'z', body: 'no folder' },
        link('w', 'nowhere'),
        folder('w'),
        db('w/db', 'e 1'),
      ],
    ],
    expected: ['db: a 2 @0', 'w/db: e 1 @0'],
  },
  {
    title: 'paths that climb are what is left when they have climbed',
    layers: [[db('/a/../lib/./db', 'a 1'), db('../../srv//db', 'b 1')]],
    expected: ['lib/db: a 1 @0', 'srv/db: b 1 @0'],
  },
];
