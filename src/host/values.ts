import { ScanError } from '../model/errors.ts';
import { type Platform, parsePlatform } from '../model/platform.ts';
import { isLoopback } from '../model/reference.ts';
import type { RegistryMirror } from '../model/request.ts';

/** What an option's text may be. */
export interface Kind<Value> {
  /** Completes "It takes …". */
  readonly accepts: string;
  /** Undefined where the text is not of this kind. */
  parse(text: string): Value | undefined;
}

/** A whole number within bounds, both included. */
export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    accepts: `a whole number from ${least} to ${most}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** One word of a list. */
export function oneOf(words: readonly string[]): Kind<string> {
  return {
    accepts: `one of ${words.join(', ')}`,
    parse: (text) => words.find((word) => word === text.toLowerCase()),
  };
}

export const SWITCH: Kind<boolean> = {
  accepts: 'true or false',
  parse: (text) => ({ true: true, false: false })[text.toLowerCase()],
};

const DURATION = /^(?:(?<hours>\d+(?:\.\d+)?)h)?(?:(?<minutes>\d+(?:\.\d+)?)m)?(?:(?<seconds>\d+(?:\.\d+)?)s)?$/;
// A timer cannot hold more: setTimeout takes a signed 32-bit number of milliseconds.
const LONGEST_TIMER = 2 ** 31 - 1;

/** A span of time, in milliseconds. A bare number is minutes. */
export const TIME_SPAN: Kind<number> = {
  accepts: 'a duration such as 90s, 30m or 1h30m (a bare number is minutes, 0 is no limit, 24 days the most)',
  parse: (text) => {
    const parts = DURATION.exec(/^\d+(?:\.\d+)?$/.test(text) ? `${text}m` : text)?.groups;
    if (parts === undefined || text === '') return undefined;
    const { hours = '0', minutes = '0', seconds = '0' } = parts;
    const span = Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
    return span <= LONGEST_TIMER ? span : undefined;
  },
};

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/;

/** Hosts, separated by commas, spaces or lines. */
export const HOSTS: Kind<readonly string[]> = {
  accepts: 'hosts, as host or host:port, separated by commas',
  parse: (text) => {
    const hosts = listOf(text.toLowerCase());
    return hosts.every((host) => HOST.test(host)) ? hosts : undefined;
  },
};

/** `docker.io=mirror.example:5000/prefix`, several of them in the order in which they are asked. */
export const MIRRORS: Kind<readonly RegistryMirror[]> = {
  accepts: 'registry=host[:port][/prefix], as in docker.io=mirror.example:5000/hub, separated by commas',
  parse: (text) => {
    const mirrors = listOf(text).map(parseMirror);
    return mirrors.every((mirror) => mirror !== undefined) ? mirrors : undefined;
  },
};

function parseMirror(text: string): RegistryMirror | undefined {
  const [, registry = '', host = '', prefix = ''] = /^([^=/]+)=([^=/]+)((?:\/[a-z0-9._-]+)*)\/?$/.exec(text) ?? [];
  if (!HOST.test(registry.toLowerCase()) || !HOST.test(host.toLowerCase())) return undefined;
  return { registry: registry.toLowerCase(), host: host.toLowerCase(), prefix: prefix.slice(1) };
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** An address that paths are added to, without its trailing slash. */
export const BASE_URL: Kind<string> = {
  accepts: 'an https:// address without a password, a query or a fragment (http:// only for this machine)',
  parse: (text) => {
    const url = URL.parse(text);
    if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.host))) return undefined;
    return url.href.replace(/\/+$/, '');
  },
};

export const PLATFORM: Kind<Platform> = {
  accepts: 'os/architecture[/variant], as in linux/arm64',
  parse: (text) => {
    try {
      return parsePlatform(text);
    } catch (error) {
      if (error instanceof ScanError) return undefined;
      throw error;
    }
  },
};
