/** Covers what must never be shown. */
export interface Mask {
  /** Takes a secret, and returns every form of it that is covered from now on. */
  add(secret: string): readonly string[];
  /** The text with each form of each secret replaced by `***`. */
  cover(text: string): string;
}

/** A mask over nothing yet. */
export function createMask(): Mask {
  const covered = new Set<string>();
  return {
    add(secret) {
      const forms = secretForms(secret);
      for (const form of forms) covered.add(form);
      return forms;
    },
    cover(text) {
      // The longest first: a password that ends another secret must not leave the rest of that one in sight.
      const forms = [...covered].sort((a, b) => b.length - a.length);
      return forms.reduce((shown, form) => shown.replaceAll(form, '***'), text);
    },
  };
}

/** A secret as it is written, and as it appears in a header, an address or a document. */
export function secretForms(secret: string): readonly string[] {
  const whole = secret.toWellFormed();
  if (whole.trim() === '') return [];
  const base64 = Buffer.from(whole, 'utf8').toString('base64');
  const lines = whole.split(/[\r\n]+/).map((line) => line.trim());
  return [
    ...new Set([
      whole,
      whole.trim(),
      // A log shows a secret of several lines line by line; a very short line would cover half of everything else.
      ...(lines.length > 1 ? lines.filter((line) => line.length > 3) : []),
      base64,
      base64.replace(/=+$/, ''),
      Buffer.from(whole, 'utf8').toString('base64url'),
      encodeURIComponent(whole),
      new URLSearchParams({ '': whole }).toString().slice(1),
      JSON.stringify(whole).slice(1, -1),
    ]),
  ];
}
