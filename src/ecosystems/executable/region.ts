/** A stretch of the file that is loaded into memory: a segment, in PE a section. */
export interface Region {
  /** Where it starts in memory. */
  readonly address: number;
  /** Where it starts in the file. */
  readonly offset: number;
  readonly size: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface Section {
  readonly name: string;
  /** Where it starts in the file. */
  readonly offset: number;
  readonly size: number;
}
