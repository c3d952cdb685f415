import { resolve } from 'node:path';
import type { FailOn, PolicyRequest } from '../../model/request.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { listOfWords, SWITCH, WORDS, wholeNumber } from '../values.ts';
import { type Given, present, type Take } from './given.ts';

const FAIL_ON = ['low', 'medium', 'high', 'critical', 'kev', 'any', 'gaps'] as const satisfies readonly FailOn[];
const FROM_REGISTRY = 'registry';

/** Reads what counts and what fails. Throws `USAGE`. */
export function parsePolicy(given: Given, take: Take): PolicyRequest {
  const severities = take('severity', listOfWords(SEVERITIES));
  const ignoreFiles = take('ignore-file', WORDS);
  const vex = take('vex', WORDS);
  return {
    ...(severities.length === 0 ? {} : { severities }),
    onlyFixed: take('only-fixed', SWITCH),
    ...(ignoreFiles.length === 0 ? {} : { ignoreFiles: ignoreFiles.map((file) => resolve(file)) }),
    vex: vex.filter((word) => word !== FROM_REGISTRY).map((file) => resolve(file)),
    vexFromRegistry: vex.includes(FROM_REGISTRY),
    failOn: take('fail-on', listOfWords(['none', ...FAIL_ON])).filter((word) => word !== 'none'),
    ...present({ baseline: given('baseline') }),
    returnCode: take('return-code', wholeNumber(0, 255)),
  };
}
