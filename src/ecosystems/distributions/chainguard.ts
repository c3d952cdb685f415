import { apkDistribution } from './apk-distribution.ts';
import { rollingFeed } from './feeds.ts';

/** Chainguard's own distribution, of which Wolfi is the public part; it has no releases either: https://edu.chainguard.dev */
export const CHAINGUARD = apkDistribution({
  id: 'chainguard',
  title: 'Chainguard',
  feed: rollingFeed('Chainguard', 'chainguard-secdb'),
});
