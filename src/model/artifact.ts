import { ScanError } from './errors.ts';

/** Configurations that make a manifest an image; the generic ones are what careless writers leave. */
const IMAGE_CONFIG =
  /^(?:application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json|application\/(?:octet-stream|json)|text\/html|)$/;

const ARTIFACTS: readonly (readonly [RegExp, string])[] = [
  [/helm/, 'a Helm chart'],
  [/in-toto|attestation|dsse|slsa/, 'an attestation'],
  [/cosign|notary|signature|sigstore/, 'a signature'],
  [/spdx|cyclonedx|sbom|syft/, 'a bill of materials'],
  [/plugin/, 'a Docker plugin'],
  [/\.ai\.|model|ollama/, 'a model'],
  [/wasm/, 'a WebAssembly module'],
];

/** Whether a configuration of this type, or an `artifactType`, is an image's. */
export function isImageType(type: string): boolean {
  return IMAGE_CONFIG.test(type);
}

/** What content of this type is called; undefined where the type is not known to be anything but an image's. */
export function artifactKind(type: string): string | undefined {
  return ARTIFACTS.find(([pattern]) => pattern.test(type))?.[1];
}

/** The error for content that is stored in a registry and is no container image. */
export function notAnImage(type: string): ScanError {
  const kind = artifactKind(type) ?? `an artifact of type ${type}`;
  return new ScanError('NOT_AN_IMAGE', `This is not a container image but ${kind}.`, {
    hint: 'Name the image that it describes or uses.',
  });
}
