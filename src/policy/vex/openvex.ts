import * as v from 'valibot';
import { validate } from '../../model/document.ts';
import { componentOf, namesAmong, reasonsOf, timeOf } from './component.ts';
import type { VexComponent, VexProduct, VexStatement } from './statement.ts';

const TEXT = v.nullish(v.string());
const COMPONENT = v.object({
  '@id': TEXT,
  identifiers: v.nullish(v.record(v.string(), v.string())),
  hashes: v.nullish(v.record(v.string(), v.string())),
});
// Before version 0.2.0, all of these were plain texts.
const PART = v.union([v.string(), COMPONENT]);
const PRODUCT = v.union([v.string(), v.object({ ...COMPONENT.entries, subcomponents: v.nullish(v.array(PART)) })]);
const VULNERABILITY = v.union([v.string(), v.object({ '@id': TEXT, name: TEXT, aliases: v.nullish(v.array(v.string())) })]);
const STATEMENT = v.object({
  vulnerability: VULNERABILITY,
  timestamp: TEXT,
  last_updated: TEXT,
  products: v.nullish(v.array(PRODUCT)),
  subcomponents: v.nullish(v.array(PART)),
  status: v.picklist(['not_affected', 'affected', 'fixed', 'under_investigation']),
  status_notes: TEXT,
  justification: TEXT,
  impact_statement: TEXT,
});
const OPENVEX = v.object({ timestamp: TEXT, last_updated: TEXT, statements: v.nullish(v.array(STATEMENT)) });

type Part = v.InferOutput<typeof PART>;
type Product = v.InferOutput<typeof PRODUCT>;
type Statement = v.InferOutput<typeof STATEMENT>;

/**
 * The statements of an OpenVEX document, of any version so far. Throws `Unreadable` that names the field at fault.
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 */
export function parseOpenVex(source: string, document: unknown): readonly VexStatement[] {
  const { statements, timestamp, last_updated: updated } = validate(OPENVEX, document);
  return (statements ?? []).map((statement) => {
    const { status, justification } = statement;
    const time = timeOf(statement.last_updated, statement.timestamp, timestamp, updated);
    return {
      vulnerabilities: namesOf(statement.vulnerability),
      products: (statement.products ?? []).map((product) => toProduct(product, statement)),
      status,
      ...reasonsOf({ justification, impact: statement.impact_statement ?? statement.status_notes }),
      ...(time === undefined ? {} : { time }),
      source,
    };
  });
}

function namesOf(vulnerability: Statement['vulnerability']): readonly string[] {
  if (typeof vulnerability === 'string') return [vulnerability];
  const { '@id': id, name, aliases } = vulnerability;
  // As an id, it is the address of a page about it.
  return namesAmong([name, id?.slice(id.lastIndexOf('/') + 1), ...(aliases ?? [])]);
}

function toProduct(product: Product, statement: Statement): VexProduct {
  const own = typeof product === 'string' ? undefined : product.subcomponents;
  const parts = [...(own ?? []), ...(statement.subcomponents ?? [])];
  return { ...toComponent(product), ...(parts.length === 0 ? {} : { parts: parts.map(toComponent) }) };
}

function toComponent(part: Part): VexComponent {
  if (typeof part === 'string') return componentOf([part]);
  const sha256 = part.hashes?.['sha-256'] ?? part.hashes?.['sha256'];
  return componentOf([
    part['@id'] ?? undefined,
    part.identifiers?.['purl'],
    sha256 === undefined ? undefined : `sha256:${sha256.toLowerCase()}`,
  ]);
}
