import { publicUserJson, userJson } from './accountJson';
import { activeSession, type Client, factorVerificationAge, type Session } from './clients';
import type { Directory } from './directory';

interface Context {
  readonly directory: Directory;
  readonly tokenOf: (session: Session) => string;
}

const day = 86_400_000;

/** A browser in the Frontend API's format. For `null`, clerk-js creates one. */
export function clientJson(client: Client | undefined, context: Context) {
  if (client === undefined) return null;
  return {
    object: 'client',
    id: client.id,
    sessions: client.sessions.map((session) => sessionJson(session, context)),
    sign_in: null,
    sign_up: null,
    last_active_session_id: activeSession(client)?.id ?? null,
    cookie_expires_at: null,
    captcha_bypass: true,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  };
}

/** A session in the Frontend API's format. */
export function sessionJson(
  session: Session,
  { directory, tokenOf }: Context,
  status: 'active' | 'ended' | 'removed' = 'active',
) {
  const { user, active } = session.account;
  return {
    object: 'session',
    id: session.id,
    status,
    factor_verification_age: factorVerificationAge(session),
    expire_at: session.createdAt + 7 * day,
    abandon_at: session.createdAt + 30 * day,
    last_active_at: Date.now(),
    last_active_organization_id: active?.organization.id ?? null,
    last_active_token: status === 'active' ? { object: 'token', jwt: tokenOf(session) } : null,
    actor: session.actor ?? null,
    tasks: null,
    user: userJson(user, directory),
    public_user_data: publicUserJson(user),
    created_at: session.createdAt,
    updated_at: session.createdAt,
  };
}

/** The state of a reverification in the Frontend API's format. */
export function verificationJson(
  session: Session,
  context: Context,
  status: 'needs_first_factor' | 'complete',
) {
  const hasPassword = session.account.user.password !== undefined;
  return {
    object: 'session_verification',
    id: `ver_${session.id}`,
    status,
    level: session.verificationLevel,
    session: sessionJson(session, context),
    supported_first_factors: hasPassword ? [{ strategy: 'password' }] : [],
    supported_second_factors: null,
    first_factor_verification: {
      object: 'verification',
      status: status === 'complete' ? 'verified' : 'unverified',
      strategy: 'password',
    },
    second_factor_verification: null,
  };
}
