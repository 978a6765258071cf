import type { ClerkSandbox } from 'clerk-cerbos/testing';

interface Site {
  readonly origin: string;
  readonly signInUrl: string;
}

/** All about Clerk is the sandbox's, whatever the environment holds. */
export function clerkSettings(sandbox: ClerkSandbox, { origin, signInUrl }: Site) {
  const own = Object.keys(process.env).filter((name) => /^(VITE_)?CLERK_/.test(name));
  return {
    ...Object.fromEntries(own.map((name) => [name, ''])),
    ...sandbox.env,
    CLERK_PROXY_URL: '/__clerk',
    CLERK_SIGN_IN_URL: signInUrl,
    // By itself clerk-js would be looked for at an address with https.
    CLERK_JS_URL: `${origin}/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
    // The sandbox has no components of Clerk's.
    CLERK_PREFETCH_UI: 'false',
  };
}
