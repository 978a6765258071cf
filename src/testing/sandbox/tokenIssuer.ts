import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { SessionTokenOptions } from './SessionTokenOptions';
import type { Account, Directory } from './directory';
import { sessionClaims, type SessionFacts, templateClaims } from './sessionClaims';

/** The category in a token's header. It distinguishes session tokens from other JWTs. */
const categories = { session: 'cl_B7d4PD111AAA', template: 'cl_B7d4PD222AAA' };

/** Makes the tokens of a sandbox. */
export interface TokenIssuer {
  /** See {@link ClerkSandbox.sessionToken}. */
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

/** Connects the users of a sandbox with its signing key. */
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

type JsonObject = Readonly<Record<string, unknown>>;

/** A key that signs JWTs, with its public half in several formats. */
export interface SigningKey {
  readonly keyId: string;
  /** SPKI as PEM. */
  readonly publicPem: string;
  /** A JWK Set (RFC 7517). */
  readonly jwks: { readonly keys: readonly JsonObject[] };
  sign: (claims: JsonObject, header?: JsonObject) => string;
}

/**
 * Makes an RSA key of 2048 bits, the only kind that Clerk's SDKs read from a PEM.
 *
 * @param keyId - the id of another key, to forge its tokens. Default: a new one, because version 2
 * of `@clerk/backend` caches keys by id only.
 */
export function createSigningKey(keyId = `ins_${randomBytes(8).toString('hex')}`): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    keyId,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwks: {
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }],
    },
    sign(claims, header) {
      const protectedHeader = encode({ alg: 'RS256', kid: keyId, typ: 'JWT', ...header });
      const input = `${protectedHeader}.${encode(claims)}`;
      return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
