/** The type of a Clerk session token. */
export const SESSION_TOKEN = 'session_token';

/** The types of Clerk's machine tokens. */
export const MACHINE_TOKENS: readonly string[] = ['api_key', 'm2m_token', 'oauth_token'];
