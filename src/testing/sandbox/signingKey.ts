import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type JsonObject = Readonly<Record<string, unknown>>;

/** A key that signs JWTs, and the ways to publish its public half. */
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
 * @param keyId - Another key's id, to forge its tokens. By default a new one, because version 2 of
 *   `@clerk/backend` caches keys by nothing but their id.
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
