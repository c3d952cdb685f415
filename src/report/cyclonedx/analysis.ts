import type { Suppression } from '../../model/report.ts';
import { plain } from '../content/plain.ts';
import type { Analysis } from './bom.ts';

/** The justifications of OpenVEX and CSAF, and what CycloneDX calls the same: https://github.com/openvex/spec */
const JUSTIFICATIONS: Readonly<Record<string, string>> = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  vulnerable_code_cannot_be_controlled_by_adversary: 'protected_at_runtime',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
};

/** Why a finding does not count, as a vulnerability's analysis: https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis */
export function analysisOf({ kind, source, reason, expires }: Suppression): Analysis {
  const sentences = [
    `${kind === 'ignored' ? 'Ignored' : 'Not affected'}, says ${plain(source, 400)}.`,
    ...(reason === undefined ? [] : [plain(reason, 1000)]),
    ...(expires === undefined ? [] : [`It counts again after ${plain(expires, 40)}.`]),
  ];
  const detail = sentences.join(' ');
  // Whoever ignores a finding says that nothing will be done, not that the image is not affected.
  if (kind === 'ignored') return { response: ['will_not_fix'], detail };
  const [word = ''] = /^[a-z_]+/.exec(reason ?? '') ?? [];
  const justification = Object.hasOwn(JUSTIFICATIONS, word) ? JUSTIFICATIONS[word] : undefined;
  return { state: 'not_affected', ...(justification === undefined ? {} : { justification }), detail };
}
