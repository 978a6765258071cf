/** People and organizations of the example. A real app fills such a table with Clerk's webhooks. */
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

/** The name of a person or an organization, or the id if there is no name. */
export function nameOf(id: string): string {
  return names[id] ?? id;
}
