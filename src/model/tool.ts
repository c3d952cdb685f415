/** Who writes the report. The version is that of package.json; a test holds the two together. */
export const TOOL = { name: 'Hullcheck', version: '0.1.0', url: 'https://github.com/hullcheck/hullcheck' } as const;
