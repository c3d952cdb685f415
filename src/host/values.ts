import { ScanError } from '../model/errors.ts';
import { type Platform, parsePlatform } from '../model/platform.ts';
import { isLoopback } from '../model/reference.ts';
import type { RegistryMirror, ReportRequest } from '../model/request.ts';

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
export function oneOf<Word extends string>(words: readonly Word[]): Kind<Word> {
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

/** Any words, separated by commas or lines; a name may hold spaces. */
export const WORDS: Kind<readonly string[]> = {
  accepts: 'names separated by commas',
  parse: (text) =>
    text
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
};

/** Words of a list, separated by commas. */
export function listOfWords<Word extends string>(known: readonly Word[]): Kind<readonly Word[]> {
  return {
    accepts: `${known.join(', ')}, separated by commas`,
    parse: (text) => {
      const words = listOf(text.toLowerCase()).map((word) => known.find((candidate) => candidate === word));
      return words.every((word) => word !== undefined) ? words : undefined;
    },
  };
}

/** One format, or several with a file each: `sarif=a.sarif,json=b.json`. */
export function reportForms(formats: readonly string[]): Kind<readonly ReportRequest[]> {
  return {
    accepts: `one of ${formats.join(', ')}, or several with a file each, as in sarif=a.sarif,json=b.json`,
    parse: (text) => {
      const forms = (WORDS.parse(text) ?? []).map((word) => {
        const [, name = '', path] = /^([^=]*)(?:=(.+))?$/.exec(word) ?? [];
        const format = formats.find((candidate) => candidate === name.trim().toLowerCase());
        return format === undefined ? undefined : { format, ...(path === undefined ? {} : { path: path.trim() }) };
      });
      return forms.length > 0 && forms.every((form) => form !== undefined) ? forms : undefined;
    },
  };
}

/** `alpine-secdb=https://mirror.example/secdb`, several separated by commas. */
export const FEED_URLS: Kind<Readonly<Record<string, string>>> = {
  accepts: 'feed=https://…, separated by commas',
  parse: (text) => {
    const pairs = listOf(text).map((part) => {
      const [, feed = '', url = ''] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(part) ?? [];
      const address = feed === '' ? undefined : BASE_URL.parse(url);
      return address === undefined ? undefined : ([feed, address] as const);
    });
    return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
  },
};

/** Where a database is published. */
export const DATABASE_URL: Kind<string> = {
  accepts: 'an https:// address, or oci:// with the reference of an artifact (http:// only for this machine)',
  parse: (text) => {
    if (/^oci:\/\/[^/]+\/.+/.test(text)) return text;
    const url = URL.parse(text);
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.host));
    return safe ? url?.href : undefined;
  },
};

/** An age in milliseconds, which may be of days. */
export const AGE: Kind<number> = {
  accepts: 'an age such as 48h or 7d (0 is any age)',
  parse: (text) => {
    const days = /^(\d{1,5})d$/.exec(text)?.[1];
    return days === undefined ? TIME_SPAN.parse(text) : Number(days) * 24 * 60 * 60 * 1000;
  },
};

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
