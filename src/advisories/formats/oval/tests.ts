import type { Affected } from '../../../model/advisory.ts';
import { before, EVERY_VERSION, UNCOVERED, upTo } from '../bare.ts';
import { childOf, textOf, type XmlElement } from '../xml.ts';

/** What a state of OVAL asks of one member: `<evr operation="less than">0:1.2-3</evr>`. */
interface Demand {
  readonly operation: string;
  readonly text: string;
}

interface State {
  readonly evr: Demand | undefined;
  readonly arch: Demand | undefined;
}

interface Test {
  readonly object: string;
  readonly state: string | undefined;
}

/** What a test asks of a system. */
export interface Asked {
  /** The package that it looks for. */
  readonly name: string;
  /** The versions that it asks for; absent where it asks for none. */
  readonly coverage?: Pick<Affected, 'ranges' | 'versions' | 'severity'>;
  /** The architectures that it asks for; absent: any. */
  readonly arches?: readonly string[];
}

/**
 * The tests of a document with their objects and states, which stand behind the definitions and each behind the other:
 * https://oval.mitre.org/language/version5.11/ Only what was asked for is kept.
 */
export class OvalTests {
  readonly #wanted: ReadonlySet<string>;
  readonly #tests = new Map<string, Test>();
  /** The names of the objects that tests refer to; empty until they are read. */
  readonly #objects = new Map<string, string>();
  readonly #states = new Map<string, State | undefined>();

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** Whether an element of this name may be taken. */
  static reads(name: string): boolean {
    return /_(?:test|object|state)$/.test(name);
  }

  take(element: XmlElement): void {
    const id = element.attributes['id'] ?? '';
    if (element.name.endsWith('_test')) this.#takeTest(id, element);
    else if (element.name.endsWith('_object')) {
      if (this.#objects.has(id)) this.#objects.set(detached(id), detached(nameIn(element)));
    } else if (this.#states.has(id)) {
      this.#states.set(detached(id), { evr: demandOf(childOf(element, 'evr')), arch: demandOf(childOf(element, 'arch')) });
    }
  }

  /** What a test asks; undefined where it is no test of a package, as one for a key is not. Throws an Error where it cannot be told. */
  ask(id: string): Asked | undefined {
    const test = this.#tests.get(id);
    if (test === undefined) throw new Error(`its test ${id} is missing`);
    const name = this.#objects.get(test.object) ?? '';
    if (name === '' || test.state === undefined) return undefined;
    const state = this.#states.get(test.state);
    if (state === undefined) throw new Error(`the state ${test.state} of its test ${id} is missing`);
    const arches = archesOf(state.arch);
    return {
      name,
      ...(state.evr === undefined ? {} : { coverage: coverageOf(state.evr) }),
      ...(arches === undefined ? {} : { arches }),
    };
  }

  #takeTest(id: string, element: XmlElement): void {
    if (!this.#wanted.has(id)) return;
    const object = detached(childOf(element, 'object')?.attributes['object_ref'] ?? '');
    const state = childOf(element, 'state')?.attributes['state_ref'];
    const of = state === undefined ? undefined : detached(state);
    this.#tests.set(detached(id), { object, state: of });
    this.#objects.set(object, '');
    if (of !== undefined) this.#states.set(of, undefined);
  }
}

/** A copy. What a parser hands out is cut from the text around it, and keeps all of that in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}

function nameIn(object: XmlElement): string {
  const operation = childOf(object, 'name')?.attributes['operation'] ?? 'equals';
  return operation === 'equals' ? textOf(object, 'name') : '';
}

function demandOf(element: XmlElement | undefined): Demand | undefined {
  return element === undefined
    ? undefined
    : { operation: detached(element.attributes['operation'] ?? 'equals'), text: detached(element.text.trim()) };
}

function coverageOf({ operation, text }: Demand): NonNullable<Asked['coverage']> {
  const version = text.replace(/^0:/, '');
  if (version === '' || /\s/.test(version)) throw new Error(`"${text.slice(0, 100)}" is no version`);
  switch (operation) {
    case 'less than':
      return { ...UNCOVERED, ranges: [before(version)] };
    case 'less than or equal':
      return { ...UNCOVERED, ranges: [upTo(version)] };
    case 'equals':
      return { ...UNCOVERED, versions: [version] };
    case 'greater than':
      // How SUSE says that a package is affected whatever its version is.
      if (/^0(?:-0)?$/.test(version)) return { ...UNCOVERED, ranges: [EVERY_VERSION] };
  }
  throw new Error(`a version "${operation.slice(0, 40)}" is not understood`);
}

/** `x86_64` or `aarch64|x86_64`; any other pattern may be any architecture. */
function archesOf(demand: Demand | undefined): readonly string[] | undefined {
  if (demand === undefined || !/^(?:equals|pattern match)$/.test(demand.operation)) return undefined;
  const names = demand.text.replace(/^[\^(]+|[$)]+$/g, '').split('|');
  return names.every((name) => /^\w+$/.test(name)) ? names : undefined;
}
