import type { XmlElement } from '../xml.ts';

/** What a definition of OVAL demands of a system: all of these, or one of them. */
export interface Criteria {
  readonly operator: 'AND' | 'OR';
  readonly parts: readonly (Criteria | Criterion)[];
}

export interface Criterion {
  /** Empty where it is another definition that is referred to. */
  readonly test: string;
  /** For people: `rsyslog is earlier than 0:8.24.0-57.el7`. Publishers write it to one pattern, and some things stand nowhere else. */
  readonly comment: string;
}

/** Reads a `criteria` element. What is negated tells of no package that is affected, and is left out. */
export function criteriaOf(element: XmlElement): Criteria {
  const operator = element.attributes['operator'] === 'OR' ? 'OR' : 'AND';
  const parts = element.children.filter(({ attributes }) => attributes['negate'] !== 'true');
  return {
    operator,
    parts: parts.map((part) => {
      if (part.name === 'criteria') return criteriaOf(part);
      const { test_ref: test = '', comment = '' } = part.attributes;
      return { test, comment };
    }),
  };
}

/** All criteria that are somewhere inside. */
export function* criteriaIn({ parts }: Criteria): Generator<Criterion> {
  for (const part of parts) {
    if ('parts' in part) yield* criteriaIn(part);
    else yield part;
  }
}
