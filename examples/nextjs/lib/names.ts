/** People and organizations of the example. An app keeps such a table with Clerk's webhooks. */
const names: Readonly<Record<string, string>> = {
  org_acme: 'Acme',
  org_globex: 'Globex',
  user_ada: 'Ada Lovelace',
  user_ben: 'Ben Okafor',
  user_cleo: 'Cleo Marin',
  user_gus: 'Gus Lindt',
  user_hana: 'Hana Sato',
  user_nora: 'Nora Weiss',
  user_support: 'Sam Reyes',
};

/** The name of a person or an organization, and the id where the name is not known. */
export function nameOf(id: string): string {
  return names[id] ?? id;
}

/** With whom a document can be shared: id and name. */
export const knownNames = Object.entries(names);
