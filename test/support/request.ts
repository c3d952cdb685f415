import type { AdvisoryRequest, ScanRequest, Target } from '../../src/model/request.ts';
import { besideUrls } from './osv.ts';

type Given = Partial<Omit<ScanRequest, 'advisories'>> & { readonly advisories?: Partial<AdvisoryRequest> };

/** What is asked of a scan where nothing is asked for but this. Advisories are at an address where nobody answers. */
export function scanRequest(target: Target, { advisories, ...given }: Given = {}): ScanRequest {
  const osvUrl = advisories?.osvUrl ?? 'http://127.0.0.1:9';
  return {
    target,
    insecureRegistries: [],
    registryMirrors: [],
    advisories: { osvUrl, feedUrls: besideUrls(osvUrl), kernelHeaders: false, ...advisories },
    policy: { onlyFixed: false, vex: [], vexFromRegistry: false, failOn: [], returnCode: 0 },
    reports: [{ format: 'json' }],
    source: {},
    maxConcurrentLayers: 2,
    ...given,
  };
}
