import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DatabaseWithWal {
  readonly database: Buffer;
  readonly wal: Buffer;
}

/** Lets SQLite write a database and its log, and takes both as they are while it is still open. */
export function writeWithWal(fill: (database: DatabaseSync) => void, pragmas = ''): DatabaseWithWal {
  return inFolder((file) => {
    const database = new DatabaseSync(file);
    database.exec(`${pragmas}; PRAGMA synchronous = off; PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0`);
    fill(database);
    const taken = { database: readFileSync(file), wal: readFileSync(`${file}-wal`) };
    database.close();
    return taken;
  });
}

/** The rows that SQLite itself finds where a database and a log lie side by side. */
export function rowsInSqlite({ database, wal }: DatabaseWithWal, table: string): readonly (readonly unknown[])[] {
  return inFolder((file) => {
    writeFileSync(file, database);
    writeFileSync(`${file}-wal`, wal);
    using opened = new DatabaseSync(file);
    const rows = opened.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all();
    return rows.map((row) => Object.values(row));
  });
}

function inFolder<Result>(use: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-wal-'));
  try {
    return use(join(folder, 'test.sqlite'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes every checksum and salt of a log right again, in either order of bytes, so that a fault in it is not thrown away with its frame. */
export function sealWal(wal: Uint8Array, magic = 0x377f0682): Buffer {
  const sealed = Buffer.from(wal);
  if (sealed.length < 32) return sealed;
  const pageSize = sealed.readUInt32BE(8);
  let one = 0;
  let two = 0;
  const sum = (start: number, end: number): void => {
    for (let at = start; at < end; at += 8) {
      const words =
        magic % 2 === 0
          ? [sealed.readUInt32LE(at), sealed.readUInt32LE(at + 4)]
          : [sealed.readUInt32BE(at), sealed.readUInt32BE(at + 4)];
      one = (one + (words[0] ?? 0) + two) >>> 0;
      two = (two + (words[1] ?? 0) + one) >>> 0;
    }
  };
  sealed.writeUInt32BE(magic, 0);
  sum(0, 24);
  sealed.writeUInt32BE(one, 24);
  sealed.writeUInt32BE(two, 28);
  if (pageSize < 8 || pageSize % 8 !== 0) return sealed;
  for (let at = 32; at + 24 + pageSize <= sealed.length; at += 24 + pageSize) {
    sealed.copy(sealed, at + 8, 16, 24);
    sum(at, at + 8);
    sum(at + 24, at + 24 + pageSize);
    sealed.writeUInt32BE(one, at + 16);
    sealed.writeUInt32BE(two, at + 20);
  }
  return sealed;
}
