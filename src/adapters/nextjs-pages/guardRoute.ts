import type {
  GetServerSidePropsContext,
  GetServerSidePropsResult,
  NextApiRequest,
  NextApiResponse,
} from 'next';
import { refuse } from '../../answer/refuse';
import { keepPrivate, refuseDropped, respondToOnNode } from '../../answer/respondToOnNode';
import { isDenied } from '../../base/isClerkCerbosError';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/readRule';
import type { NodeRequestHead } from '../../bridge/RequestHead';
import { type SignInOptions, toSignIn } from './toSignIn';

/** Makes the handler that Next.js calls in place of a guarded one. Other errors go to Next.js. */
export function guardApiRoute(
  guard: Guard<NodeRequestHead>,
  rule: CheckedRule,
  handler: CallableFunction,
) {
  return async (req: NextApiRequest, res: NextApiResponse): Promise<unknown> => {
    const call = guard(req, rule, [req, res]);
    try {
      keepPrivate(res);
      const grant = await call.grant();
      const throwIfDropped = refuseDropped(call, res);
      const result: unknown = await Reflect.apply(handler, undefined, [req, res, grant]);
      throwIfDropped();
      return result;
    } catch (error) {
      await respondToOnNode(call, error, res);
      return undefined;
    }
  };
}

type Result = GetServerSidePropsResult<object>;

/** Makes the function that Next.js calls in place of a guarded `getServerSideProps`. */
export function guardPage(
  guard: Guard<NodeRequestHead>,
  rule: CheckedRule,
  getServerSideProps: CallableFunction,
  signIn: SignInOptions,
) {
  return async (context: GetServerSidePropsContext): Promise<unknown> => {
    const call = guard(context.req, rule, [context]);
    try {
      keepPrivate(context.res);
      const grant = await call.grant();
      return await call.run((): unknown =>
        Reflect.apply(getServerSideProps, undefined, [context, grant]),
      );
    } catch (error) {
      keepPrivate(context.res);
      const refusal = await refuse(call, error, isResult);
      if (refusal.type === 'answer') return refusal.answer;
      // Next.js needs a result, although the client has disconnected.
      if (refusal.type === 'gone') return { notFound: true };
      const { error: refused } = refusal;
      // A page has no better answer to a request that another site's page sent.
      if (refused.code === 'other_origin') return { notFound: true };
      // For an outage, Next.js shows its error page.
      if (!isDenied(refused)) throw refused;
      return refused.code === 'signed_out'
        ? { redirect: { destination: toSignIn(context, signIn), permanent: false } }
        : { notFound: true };
    }
  };
}

function isResult(value: unknown): value is Result {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('props' in value || 'redirect' in value || 'notFound' in value)
  );
}
