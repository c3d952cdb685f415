const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `12,345`. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** `1 package`, `12 packages`, `2 vulnerabilities`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
}

/** `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  const unit = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${formatNumber(bytes / 1024 ** unit)} ${UNITS[unit] ?? 'B'}`;
}
