/** A field of a header as a test writes it: text, a 32-bit number, or bytes of any type at all. */
export type Field = string | number | { readonly type: number; readonly count: number; readonly bytes: Uint8Array };

export const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  arch: 1022,
  oldPaths: 1027,
  sourceRpm: 1044,
  folderIndexes: 1116,
  names: 1117,
  folders: 1118,
  label: 5096,
};

/** Writes a header blob as rpm's database holds one: two counts, the index, the data. */
export function writeHeader(fields: ReadonlyArray<readonly [tag: number, field: Field]>): Buffer {
  const index: Buffer[] = [];
  const data: Uint8Array[] = [];
  let length = 0;
  for (const [tag, field] of fields) {
    const { type, count, bytes } = encode(field);
    const padding = type === 4 ? -length & 3 : 0;
    data.push(Buffer.alloc(padding), bytes);
    index.push(words(tag, type, length + padding, count));
    length += padding + bytes.length;
  }
  return Buffer.concat([words(fields.length, length), ...index, ...data]);
}

function encode(field: Field): { readonly type: number; readonly count: number; readonly bytes: Uint8Array } {
  if (typeof field === 'string') return { type: 6, count: 1, bytes: Buffer.from(`${field}\0`) };
  return typeof field === 'number' ? { type: 4, count: 1, bytes: words(field) } : field;
}

export function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) buffer.writeUInt32BE(value, at * 4);
  return buffer;
}

/** Texts one after another, as a field has them. */
export function texts(values: readonly (string | Uint8Array)[]): Field {
  return {
    type: 8,
    count: values.length,
    bytes: Buffer.concat(values.flatMap((value) => [Buffer.from(value), Buffer.alloc(1)])),
  };
}

export function numbers(values: readonly number[]): Field {
  return { type: 4, count: values.length, bytes: Buffer.concat(values.map((value) => words(value))) };
}

interface Files {
  readonly folders: readonly (string | Uint8Array)[];
  /** Names, each with the number of its folder. */
  readonly files: ReadonlyArray<readonly [folder: number, name: string | Uint8Array]>;
}

/** The fields that tell a package's files. */
export function fileFields({ folders, files }: Files): ReadonlyArray<readonly [tag: number, field: Field]> {
  return [
    [TAG.folderIndexes, numbers(files.map(([folder]) => folder))],
    [TAG.names, texts(files.map(([, name]) => name))],
    [TAG.folders, texts(folders)],
  ];
}
