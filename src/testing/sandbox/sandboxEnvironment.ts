interface SandboxFacts {
  readonly url: string;
  readonly basePath: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtKey: string;
}

/**
 * The environment variables by which Clerk's SDKs find the sandbox.
 *
 * @see https://clerk.com/docs/guides/development/clerk-environment-variables
 */
export function sandboxEnvironment({
  url,
  basePath,
  publishableKey,
  secretKey,
  jwtKey,
}: SandboxFacts) {
  return {
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey,
    CLERK_PUBLISHABLE_KEY: publishableKey,
    CLERK_SECRET_KEY: secretKey,
    // Not every SDK reads the key; those that don't fetch it from the address of the API.
    CLERK_JWT_KEY: jwtKey,
    CLERK_API_URL: url,
    NEXT_PUBLIC_CLERK_PROXY_URL: basePath,
    NEXT_PUBLIC_CLERK_SIGN_IN_URL: `${basePath}/sign-in`,
    CLERK_SANDBOX_URL: url,
    CLERK_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}
