import type { BaseImage } from '../../model/base-image.ts';
import type { Report } from '../../model/report.ts';
import type { Upgrade } from '../../model/upgrade.ts';

/** A report, with what a run knows beside it of what to do. */
export interface ToldReport extends Report {
  /** Those that clear most first. */
  readonly upgrades?: readonly Upgrade[];
  readonly base?: BaseImage;
}
