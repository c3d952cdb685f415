import type { Distribution } from './ecosystems/ecosystem.ts';
import type { Identity } from './identity.ts';
import { errorLine } from './model/errors.ts';
import type { Release } from './model/package.ts';
import type { World } from './world.ts';

/**
 * The ecosystems that speak of an image's system: by the repositories that it was built from, where their publisher tells what they are and
 * can be asked; else by its release.
 */
export async function ecosystemsOf(
  { packages, repositories }: Identity,
  { release, distribution }: { readonly release: Release; readonly distribution: Distribution },
  { world, signal }: { readonly world: World; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { feed } = distribution;
  const named = [...new Set([...repositories, ...packages.flatMap(({ repository }) => repository ?? [])])];
  const usual = feed.ecosystems(release, repositories);
  const { meanings } = feed;
  if (meanings === undefined || named.length === 0 || usual.length === 0) return usual;
  try {
    const document = await world.readDocument(meanings, signal);
    const told = document === undefined ? [] : meanings.ecosystems(document, named);
    return told.length === 0 ? usual : told;
  } catch (error) {
    signal.throwIfAborted();
    world.log.notice(
      `The ${meanings.title} could not be read, so ${distribution.title} is judged by its release: ${errorLine(error)}`,
    );
    return usual;
  }
}
