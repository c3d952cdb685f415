import * as v from 'valibot';
import { validate } from '../../model/document.ts';
import { componentOf, namesAmong, reasonsOf, timeOf } from './component.ts';
import type { VexComponent, VexProduct, VexStatement, VexStatus } from './statement.ts';

const TEXT = v.nullish(v.string());
// Components lie in one another, however deeply: they are looked at one by one.
const COMPONENT = v.object({
  type: TEXT,
  'bom-ref': TEXT,
  name: TEXT,
  version: TEXT,
  purl: TEXT,
  components: v.nullish(v.array(v.unknown())),
});
const VULNERABILITY = v.object({
  id: TEXT,
  references: v.nullish(v.array(v.object({ id: TEXT }))),
  updated: TEXT,
  analysis: v.nullish(v.object({ state: TEXT, justification: TEXT, detail: TEXT, firstIssued: TEXT, lastUpdated: TEXT })),
  affects: v.nullish(v.array(v.object({ ref: v.string(), versions: v.nullish(v.array(v.object({ version: TEXT }))) }))),
});
const CYCLONEDX = v.object({
  metadata: v.nullish(v.object({ timestamp: TEXT, component: v.nullish(v.unknown()) })),
  components: v.nullish(v.array(v.unknown())),
  vulnerabilities: v.nullish(v.array(VULNERABILITY)),
});

type Component = v.InferOutput<typeof COMPONENT>;
type Vulnerability = v.InferOutput<typeof VULNERABILITY>;
type Affects = NonNullable<Vulnerability['affects']>[number];

/** https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state */
const STATUSES: ReadonlyMap<string, VexStatus> = new Map([
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['false_positive', 'not_affected'],
  ['not_affected', 'not_affected'],
]);

interface Bom {
  readonly components: ReadonlyMap<string, VexComponent>;
  /** The image that the document is about, where it is one. */
  readonly image?: VexComponent;
}

/**
 * The statements of a CycloneDX document in JSON: its analysed vulnerabilities. What they affect is named by a component of the document,
 * by a package URL, or by a link to another document's component, whose reference mostly is a package URL. Throws `Unreadable` that
 * names the field at fault. https://cyclonedx.org/capabilities/vex/
 */
export function parseCycloneDx(source: string, document: unknown): readonly VexStatement[] {
  const { metadata, components, vulnerabilities } = validate(CYCLONEDX, document);
  const subject = metadata?.component ? validate(COMPONENT, metadata.component) : undefined;
  const bom = readBom(subject, components ?? []);
  return (vulnerabilities ?? []).flatMap((vulnerability) => {
    const { id, references, updated, affects } = vulnerability;
    const { state, justification, detail, lastUpdated, firstIssued } = vulnerability.analysis ?? {};
    const status = STATUSES.get(state ?? '');
    if (status === undefined) return [];
    const time = timeOf(lastUpdated, firstIssued, updated, metadata?.timestamp);
    return [
      {
        vulnerabilities: namesAmong([id, ...(references ?? []).map((reference) => reference.id)]),
        products: (affects ?? []).map((affected) => toProduct(affected, bom)),
        status,
        ...reasonsOf({ justification, impact: detail }),
        ...(time === undefined ? {} : { time }),
        source,
      },
    ];
  });
}

function readBom(subject: Component | undefined, components: readonly unknown[]): Bom {
  const known = new Map<string, VexComponent>();
  const pending: unknown[] = [...components, ...(subject?.components ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const component = validate(COMPONENT, next);
    remember(component, known);
    for (const inner of component.components ?? []) pending.push(inner);
  }
  if (subject === undefined) return { components: known };
  const whole = remember(subject, known);
  const isImage = subject.type === 'container' || whole.purls.some(({ type }) => type === 'oci' || type === 'docker');
  return { components: known, ...(isImage ? { image: whole } : {}) };
}

function remember(component: Component, known: Map<string, VexComponent>): VexComponent {
  const { name, version, purl, 'bom-ref': ref } = component;
  // Of an image, the name is its reference and the version its digest.
  const names = component.type === 'container' ? [joined(name, version), digestIn(version)] : [];
  const read = componentOf([purl ?? undefined, ...names]);
  if (typeof ref === 'string') known.set(ref, read);
  return read;
}

function joined(name: string | null | undefined, version: string | null | undefined): string | undefined {
  if (!name || !version || name.includes('@')) return name ?? undefined;
  const isDigest = digestIn(version) !== undefined;
  return isDigest ? `${name}@${version}` : name.endsWith(`:${version}`) ? name : `${name}:${version}`;
}

function digestIn(version: string | null | undefined): string | undefined {
  return version?.startsWith('sha256:') ? version : undefined;
}

function toProduct({ ref, versions }: Affects, { components, image }: Bom): VexProduct {
  const named = components.get(ref) ?? linked(ref, components);
  if (named === image && image !== undefined) return image;
  const component = limited(named, versions ?? []);
  return image === undefined ? component : { ...image, parts: [component] };
}

/** `urn:cdx:serial/version#reference`: https://cyclonedx.org/capabilities/bomlink/ */
function linked(ref: string, components: ReadonlyMap<string, VexComponent>): VexComponent {
  const target = ref.startsWith('urn:cdx:') ? ref.slice(ref.indexOf('#') + 1) : ref;
  const decoded = decodedOf(target);
  const known = components.get(target) ?? components.get(decoded);
  if (known !== undefined) return known;
  // A package URL may stand there encoded once more, or as it is.
  return componentOf([target.startsWith('pkg:') ? target : decoded]);
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The component in the versions that are meant. A range of versions is not judged: only what names one version is then meant. */
function limited(component: VexComponent, versions: NonNullable<Affects['versions']>): VexComponent {
  if (versions.length === 0) return component;
  const exact = versions.flatMap(({ version }) => (version ? [version] : []));
  const purls = component.purls.flatMap((purl) =>
    purl.version === undefined ? exact.map((version) => ({ ...purl, version })) : [purl],
  );
  return { ...component, purls };
}
