/** Where rpm's database lies: on most systems, on newer ones, on those of rpm-ostree. */
export const RPM_FOLDERS: readonly string[] = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];

/** Where a file of rpm's database may be. */
export function inRpmFolders(name: string): readonly string[] {
  return RPM_FOLDERS.map((folder) => `${folder}/${name}`);
}
