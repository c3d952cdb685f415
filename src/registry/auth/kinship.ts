import { isIP } from 'node:net';

/** A registry that is run by the same people as a token service under another domain. Host names; `*.` stands for any below. */
const PAIRS: readonly (readonly [registry: string, service: string])[] = [
  ['*.azurecr.io', 'login.microsoftonline.com'],
  ['*.pkg.dev', 'oauth2.googleapis.com'],
  ['gcr.io', 'oauth2.googleapis.com'],
  ['*.gcr.io', 'oauth2.googleapis.com'],
  ['rg.*.scw.cloud', 'api.scaleway.com'],
  ['registry.*.aliyuncs.com', 'dockerauth.*.aliyuncs.com'],
  ['*.cr.aliyuncs.com', 'dockerauth-ee.*.aliyuncs.com'],
];

/** Second-level names that countries sell under: `example.co.uk` is a domain and `co.uk` is none. */
const SECOND_LEVEL = new Set(
  'ac co com edu gob gov go gv ltd me mil ne net nhs nom or org plc sch web info biz firm gen ind'.split(' '),
);

/** Domains below which everyone may rent a name: two names there are two strangers, whatever they have in common. */
const SHARED = new Set(
  (
    'aliyuncs.com amazonaws.com amazonaws.com.cn azurecr.io azurewebsites.net azureedge.net cloudapp.azure.com cloudfront.net ' +
    'digitaloceanspaces.com duckdns.org fly.dev gcr.io github.io gitlab.io googleapis.com herokuapp.com jfrog.io netlify.app ngrok.app ' +
    'ngrok.io ngrok-free.app ondigitalocean.app onrender.com pages.dev pkg.dev r2.dev run.app scw.cloud trycloudflare.com vercel.app ' +
    'web.app windows.net workers.dev'
  ).split(' '),
);

/**
 * Whether the credentials for a registry may be shown to a token service: it is the same host, a host of the same registrable
 * domain, or of a known pair. Both are host names without ports. It is told without a list of all domains; where it errs, it
 * errs towards strangers, and those are only asked anonymously.
 */
export function isKin(registry: string, service: string): boolean {
  const [asking, asked] = [trim(registry), trim(service)];
  if (asking === asked) return true;
  const domain = registrableDomain(asking);
  if (domain !== undefined && domain === registrableDomain(asked)) return true;
  return PAIRS.some(([one, other]) => matches(one, asking) && matches(other, asked));
}

function trim(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** The part of a name that somebody owns; undefined for an address, a name of one label, or one below a shared domain. */
function registrableDomain(host: string): string | undefined {
  const labels = host.split('.');
  if (isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0) return undefined;
  if (labels.some((_, index) => SHARED.has(labels.slice(index).join('.')))) return undefined;
  const [second = '', top = ''] = labels.slice(-2);
  const owned = top.length === 2 && SECOND_LEVEL.has(second) ? 3 : 2;
  return labels.length < owned ? undefined : labels.slice(-owned).join('.');
}

/** `*` stands for one label or more, at the beginning, and for one within. */
function matches(pattern: string, host: string): boolean {
  const expression = pattern
    .split('.')
    .map((label, index) => (label === '*' ? (index === 0 ? '.+' : '[^.]+') : label))
    .join('\\.');
  return new RegExp(`^${expression}$`).test(host);
}
