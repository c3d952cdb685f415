import type { Reader } from '../../model/inventory.ts';
import { APK_INSTALLED } from './installed.ts';
import { APK_REPOSITORIES } from './repositories.ts';

/** What distributions of apk's packages share: their database, and where they install from. */
export const APK_READERS: readonly Reader[] = [APK_INSTALLED, APK_REPOSITORIES];
