/** A person as whom a visitor of the demo can sign in. */
export interface Persona {
  readonly name: string;
  /** Their role in the two organizations. */
  readonly about: string;
  /** The fields of the sandbox's sign-in form; `undefined` signs out. */
  readonly signIn: SignInFields | undefined;
}

interface SignInFields {
  readonly user_id: string;
  readonly organization_id?: string;
  /** Who impersonates the user. */
  readonly actor?: string;
  /** Minutes since the user entered a password. */
  readonly first_factor_age?: string;
}

const acme = { organization_id: 'org_acme' };

/** All people of the demo, by a short key. */
export const personas = {
  ada: {
    name: 'Ada Lovelace',
    about: 'admin of Acme',
    signIn: { user_id: 'user_ada', ...acme, first_factor_age: '60' },
  },
  ben: {
    name: 'Ben Okafor',
    about: 'member of Acme',
    signIn: { user_id: 'user_ben', ...acme },
  },
  cleo: {
    name: 'Cleo Marin',
    about: 'member of Acme',
    signIn: { user_id: 'user_cleo', ...acme },
  },
  gus: {
    name: 'Gus Lindt',
    about: 'admin of Globex',
    signIn: { user_id: 'user_gus', organization_id: 'org_globex' },
  },
  nora: {
    name: 'Nora Weiss',
    about: 'in no organization',
    signIn: { user_id: 'user_nora' },
  },
  support: {
    name: 'Sam Reyes',
    about: 'support, acts as Ada',
    signIn: { user_id: 'user_ada', ...acme, actor: 'user_support' },
  },
  signedOut: { name: 'Signed out', about: 'a visitor', signIn: undefined },
} satisfies Record<string, Persona>;

export type PersonaKey = keyof typeof personas;

/** All keys, in the order in which the page shows them. */
export const personaKeys = Object.keys(personas) as PersonaKey[]; // They are its keys.

/** The person of a session; `undefined` if it belongs to none of them. */
export function personaOf(userId: string, actorId: string): PersonaKey | undefined {
  return personaKeys.find((key) => {
    const { signIn }: Persona = personas[key];
    return signIn === undefined
      ? userId === ''
      : signIn.user_id === userId && (signIn.actor ?? '') === actorId;
  });
}
