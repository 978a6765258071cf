import type { Account, Directory } from './directory';
import { sessionClaims, type SessionFacts, templateClaims } from './sessionClaims';
import type { SessionTokenOptions } from './SessionTokenOptions';
import type { SigningKey } from './signingKey';

/** The category that Clerk writes into a token's header, so that one kind can't pass for another. */
const categories = { session: 'cl_B7d4PD111AAA', template: 'cl_B7d4PD222AAA' };

/** Makes the tokens of a sandbox. */
export interface TokenIssuer {
  /** What {@link ClerkSandbox.sessionToken} promises. */
  sessionToken: (options: SessionTokenOptions, key?: SigningKey) => string;
  sessionTokenOf: (account: Account, facts: SessionFacts) => string;
  templateTokenOf: (account: Account, facts: SessionFacts) => string;
}

interface TokenIssuerOptions {
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly issuer: string;
  readonly tokenLifetimeSeconds: number;
}

/** Joins the users of a sandbox to its signing key. */
export function createTokenIssuer({ directory, key, ...issuer }: TokenIssuerOptions): TokenIssuer {
  return {
    sessionToken({ userId, orgId, category = 'session', headers, ...facts }, signer = key) {
      const account = directory.account(userId, orgId);
      const claims =
        category === 'session'
          ? sessionClaims(account, facts, issuer)
          : templateClaims(account, facts, issuer);
      return signer.sign(claims, { cat: categories[category], ...headers });
    },
    sessionTokenOf: (account, facts) =>
      key.sign(sessionClaims(account, facts, issuer), { cat: categories.session }),
    templateTokenOf: (account, facts) =>
      key.sign(templateClaims(account, facts, issuer), { cat: categories.template }),
  };
}
