/** The type of a Clerk session token. */
export const SESSION_TOKEN = 'session_token';

/** The type of the tokens with which machines call each other. */
export const M2M_TOKEN = 'm2m_token';

/** The types of Clerk's machine tokens. */
export const MACHINE_TOKENS: readonly string[] = ['api_key', M2M_TOKEN, 'oauth_token'];
