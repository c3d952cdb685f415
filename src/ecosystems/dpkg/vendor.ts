// Whoever publishes packages for Debian and Ubuntu in a repository of their own, by the domain of the maintainer that the packages name.
const OTHERS = [
  'amazon.com',
  'amd.com',
  'azul.com',
  'bell-sw.com',
  'chromium.org',
  'code.google.com',
  'confluent.io',
  'datadoghq.com',
  'docker.com',
  'dotnetfoundation.org',
  'eclipse.org',
  'elastic.co',
  'f5.com',
  'github.com',
  'gitlab.com',
  'google.com',
  'grafana.com',
  'hashicorp.com',
  'influxdata.com',
  'mariadb.com',
  'mariadb.org',
  'microsoft.com',
  'mongodb.com',
  'nginx.com',
  'nginx.org',
  'nodesource.com',
  'nvidia.com',
  'oracle.com',
  'percona.com',
  'redis.com',
  'redis.io',
];

/**
 * The maintainers of a distribution's own packages: everyone but the makers known to publish elsewhere. The list of the distribution's
 * own would never be whole, for its people have addresses anywhere, and a package that is missed would be judged by nobody.
 */
export const OWN_MAINTAINER = new RegExp(
  `^(?!.*(?:@|://)(?:oss\\.|lists\\.)?(?:${OTHERS.map((domain) => domain.replaceAll('.', '\\.')).join('|')})(?:[/>]|$))`,
  'i',
);
