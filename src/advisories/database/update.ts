import type { Clock } from '../../model/clock.ts';
import { ScanError } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import type { Gap } from '../../model/report.ts';
import { messageOf } from '../fault.ts';
import type { OpenDocument } from '../feeds/feed.ts';
import { type DatabaseSource, toSource } from './reader.ts';
import { type Refreshed, refresh } from './refresh.ts';
import type { SourceRow } from './source-row.ts';
import { discardStaging, openStaging, publish } from './staging.ts';
import { type Unit, type UnitQuery, unitsOf } from './units.ts';

export interface UpdateQuery extends UnitQuery {
  /** Where the database goes; compressed with zstd where the name ends in `.zst`. */
  readonly file: string;
  /** The version of this program: what another one has read is read anew. */
  readonly reader: string;
  readonly signal: AbortSignal;
}

export interface UpdatePorts {
  readonly open: OpenDocument;
  readonly clock: Pick<Clock, 'wall'>;
  readonly log: Log;
  /** A folder for files of this run alone. */
  scratch(): Promise<string>;
}

export interface UpdateResult {
  /** What the database holds now. */
  readonly sources: readonly DatabaseSource[];
  /** What could not be had or read. */
  readonly gaps: readonly Gap[];
}

/**
 * Builds the database, or brings it up to date. The old one stays until the new one is whole. A run that is interrupted leaves what it has
 * finished, and the next one goes on with it. A feed that cannot be had is a gap, and what the database had of it stays; where not one can
 * be had, throws `ADVISORIES_UNAVAILABLE`. Throws `DATABASE_UNUSABLE`, `DISK_FULL` and `USAGE` as well.
 */
export async function updateDatabase(query: UpdateQuery, ports: UpdatePorts): Promise<UpdateResult> {
  const units = await unitsOf(query, ports.open);
  const result = await build(units, query, ports);
  if (result instanceof ScanError) {
    await discardStaging(query.file);
    throw result;
  }
  await publish(query.file);
  return result;
}

/** Builds the new database beside the old one; the error where not one feed could be had. */
async function build(units: readonly Unit[], query: UpdateQuery, ports: UpdatePorts): Promise<UpdateResult | ScanError> {
  const { file, reader, signal } = query;
  using writer = await openStaging(file, { ...ports, signal });
  const before = new Map(writer.sources().map((source) => [source.feed, source]));
  const gaps: Gap[] = [];
  const failures: ScanError[] = [];
  for (const unit of units) {
    signal.throwIfAborted();
    const known = before.get(unit.feed.id);
    const refreshed = await refresh(unit, known, { ...ports, writer, reader, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return toFailure(error, unit);
    });
    if (refreshed instanceof ScanError) failures.push(refreshed);
    const found = refreshed instanceof ScanError ? [lack(unit, known, refreshed)] : gapsOf(unit, refreshed);
    for (const { subject, reason } of found) ports.log.warning(`${subject}: ${reason}.`);
    gaps.push(...found);
    if (!(refreshed instanceof ScanError)) ports.log.info(tellOf(unit, refreshed));
  }
  const [first] = failures;
  if (first !== undefined && failures.length === units.length) return first;
  writer.keepOnly(new Set(units.map(({ feed }) => feed.id)));
  writer.sweep();
  return { sources: writer.sources().map(toSource), gaps };
}

/** What no other feed makes up for ends the update. */
function toFailure(error: unknown, { feed }: Unit): ScanError {
  if (error instanceof ScanError) {
    if (error.code === 'ADVISORIES_UNAVAILABLE') return error;
    throw error;
  }
  return new ScanError('ADVISORIES_UNAVAILABLE', `The ${feed.title} could not be read: ${messageOf(error)}.`, { cause: error });
}

function lack({ feed }: Unit, before: SourceRow | undefined, { message }: ScanError): Gap {
  const instead =
    before === undefined
      ? 'the database holds none of them'
      : `the database holds those of ${new Date(before.confirmed).toISOString()}`;
  return { subject: feed.title, reason: `${instead}: ${message.replace(/\.$/, '')}` };
}

function gapsOf({ feed }: Unit, { row, outage }: Refreshed): readonly Gap[] {
  return [outage, row.fault].flatMap((reason) => (reason === undefined ? [] : [{ subject: feed.title, reason }]));
}

function tellOf({ feed }: Unit, { row, how, changed }: Refreshed): string {
  const records = `${feed.title}: ${String(row.records)}`;
  if (how === 'unchanged') return `${records}, and nothing has changed.`;
  return how === 'changes' ? `${records}, of which ${String(changed)} have changed.` : `${records}.`;
}
