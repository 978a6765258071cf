/** What a person may do: yes, no, or only after a new verification (step-up). */
export type Answer = 'yes' | 'no' | 'verify';

/** What each person may do with one resource. */
export interface ResourceMatrix {
  readonly kind: string;
  /** The name of the resource in the fixtures. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly rows: readonly MatrixRow[];
}

/** One person and one resource. */
export interface MatrixRow {
  /** The name of the person in the fixtures. */
  readonly person: string;
  /** One answer per action, in the order of the actions. */
  readonly answers: readonly Answer[];
}

/** Who may do what. */
export type Matrix = readonly ResourceMatrix[];

/** The mark of an answer in tables, and what it means. */
export const marks: Readonly<Record<Answer, { readonly mark: string; readonly meaning: string }>> =
  {
    yes: { mark: '✓', meaning: 'may' },
    no: { mark: '–', meaning: 'may not' },
    verify: { mark: '↻', meaning: 'may after verifying again' },
  };

/** The line under a table that explains its marks. */
export const legend = Object.values(marks)
  .map(({ mark, meaning }) => `${mark} ${meaning}`)
  .join(' · ');
