import { type Document, parseDocument, Unreadable } from '../../model/document.ts';
import { parseCsaf } from './csaf.ts';
import { parseCycloneDx } from './cyclonedx.ts';
import { parseOpenVex } from './openvex.ts';
import type { VexDocument } from './statement.ts';

/** UTF-16 units. */
const LARGEST = 4 * 1024 * 1024;
/** A bundle holds an envelope, that a statement, and that the document. */
const MOST_WRAPPERS = 4;

/**
 * Reads a VEX document: OpenVEX, CycloneDX or CSAF, by itself or as what an attestation attests; a signature is not looked at. Throws
 * `Unreadable`; the message completes "… cannot be used: ".
 */
export function parseVex(source: string, text: string): VexDocument {
  if (text.length > LARGEST) throw new Unreadable('it is larger than 4 MiB');
  const document = unwrap(parseDocument(text.replace(/^\ufeff/, '')));
  return { source, statements: read(source, document) };
}

function read(source: string, document: Document): VexDocument['statements'] {
  const { '@context': context, bomFormat, document: about } = document;
  if (isOpenVex(context)) return parseOpenVex(source, document);
  if (bomFormat === 'CycloneDX') return parseCycloneDx(source, document);
  if (typeof about === 'object' && about !== null && 'csaf_version' in about) return parseCsaf(source, document);
  throw new Unreadable('it is neither OpenVEX nor CycloneDX nor CSAF');
}

function isOpenVex(context: unknown): boolean {
  const contexts: readonly unknown[] = Array.isArray(context) ? context : [context];
  return contexts.some((one) => typeof one === 'string' && /^https?:\/\/openvex\.dev\/ns\b/.test(one));
}

/** What an attestation is about: https://github.com/in-toto/attestation/blob/main/spec/README.md */
function unwrap(document: Document): Document {
  let inner = document;
  for (let depth = 0; depth < MOST_WRAPPERS; depth += 1) {
    const { dsseEnvelope, payload, predicate, predicateType } = inner;
    if (isDocument(dsseEnvelope)) inner = dsseEnvelope;
    else if (typeof payload === 'string') inner = parseDocument(Buffer.from(payload, 'base64').toString());
    else if (typeof predicateType === 'string' && isDocument(predicate)) inner = predicate;
    else break;
  }
  return inner;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
