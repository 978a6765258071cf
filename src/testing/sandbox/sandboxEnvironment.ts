interface SandboxFacts {
  readonly url: string;
  readonly basePath: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtKey: string;
}

/**
 * The environment variables with which Clerk's SDKs use the sandbox.
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
  const signInUrl = `${basePath}/sign-in`;
  return {
    CLERK_SANDBOX_URL: url,
    // What servers read, in most frameworks.
    CLERK_PUBLISHABLE_KEY: publishableKey,
    CLERK_SECRET_KEY: secretKey,
    // Some SDKs don't read this key. They load it from the API's URL.
    CLERK_JWT_KEY: jwtKey,
    CLERK_API_URL: url,
    CLERK_TELEMETRY_DISABLED: '1',
    // The sandbox has no UI components of Clerk.
    CLERK_PREFETCH_UI: 'false',
    // Next.js
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey,
    NEXT_PUBLIC_CLERK_PROXY_URL: basePath,
    NEXT_PUBLIC_CLERK_SIGN_IN_URL: signInUrl,
    NEXT_PUBLIC_CLERK_PREFETCH_UI: 'false',
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    // Vite, React Router and TanStack Start. There is no sign-in URL: React Router reads it before
    // CLERK_SIGN_IN_URL, and needs a page of another origin there.
    VITE_CLERK_PUBLISHABLE_KEY: publishableKey,
    VITE_CLERK_PROXY_URL: basePath,
    // Astro and SvelteKit
    PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey,
    PUBLIC_CLERK_API_URL: url,
    PUBLIC_CLERK_PROXY_URL: basePath,
    PUBLIC_CLERK_SIGN_IN_URL: signInUrl,
    PUBLIC_CLERK_PREFETCH_UI: 'false',
    PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
    // Nuxt
    NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey,
    NUXT_PUBLIC_CLERK_API_URL: url,
    NUXT_PUBLIC_CLERK_PROXY_URL: basePath,
    NUXT_PUBLIC_CLERK_SIGN_IN_URL: signInUrl,
    NUXT_CLERK_SECRET_KEY: secretKey,
    NUXT_CLERK_JWT_KEY: jwtKey,
  };
}

/**
 * The settings of the instance in the Frontend API's format: sign-in by e-mail and password,
 * organizations and reverification.
 */
export function environmentJson(basePath: string) {
  const attribute = { enabled: true, required: true, used_for_first_factor: true };
  return {
    object: 'environment',
    id: 'env_sandbox',
    maintenance_mode: false,
    auth_config: {
      object: 'auth_config',
      id: 'aac_sandbox',
      single_session_mode: false,
      reverification: true,
    },
    display_config: {
      object: 'display_config',
      id: 'display_sandbox',
      application_name: 'Clerk sandbox',
      instance_environment_type: 'development',
      preferred_sign_in_strategy: 'password',
      sign_in_url: `${basePath}/sign-in`,
      sign_up_url: `${basePath}/sign-in`,
      home_url: '/',
      after_sign_in_url: '/',
      after_sign_up_url: '/',
      after_sign_out_all_url: '/',
      after_sign_out_one_url: '/',
      theme: { general: {}, buttons: {}, accounts: {} },
    },
    organization_settings: {
      enabled: true,
      force_organization_selection: false,
      actions: { admin_delete: false },
      domains: { enabled: false, enrollment_modes: [], default_role: null },
    },
    user_settings: {
      attributes: { email_address: attribute, password: attribute },
      social: {},
      actions: { create_organization: false, delete_self: false },
      sign_in: { second_factor: { required: false, enabled: false } },
      sign_up: { captcha_enabled: false, mode: 'restricted', progressive: true },
      password_settings: {},
    },
  };
}
