import { formatPlatform } from '../../model/platform.ts';
import type { ReportImage } from '../../model/report.ts';
import type { GithubContext } from './context.ts';

const LONGEST_PART = 200;

/**
 * The line by which a comment is found again: invisible, and the same for each run of a job over an image and a platform. No part can
 * end it or be taken for two.
 */
export function markerOf({ workflow, job }: Pick<GithubContext, 'workflow' | 'job'>, image: ReportImage): string {
  const parts = [workflow, job, image.name, formatPlatform(image.platform)];
  return `<!-- hullcheck:${parts.map(encoded).join('/')} -->`;
}

function encoded(part: string): string {
  return encodeURIComponent(part.slice(0, LONGEST_PART).toWellFormed()).replaceAll('--', '-%2D');
}
