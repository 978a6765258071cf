interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads a JWT without verifying it. */
export function decodeJwt(token: string): DecodedJwt {
  const [header, claims] = token.split('.', 2).map((part): unknown => {
    const json = Buffer.from(part, 'base64url').toString();
    return JSON.parse(json);
  });
  // A JWT is two JSON objects and a signature, RFC 7519 §7.2.
  return { header, claims } as DecodedJwt;
}
