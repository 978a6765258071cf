import type { Answer, PrincipalClient } from '../../ask/PrincipalClient';
import { denial, notFoundDenial } from '../../ask/decide';
import type { ParsedQuestion } from '../../ask/types/Question';
import { PlanKind } from '../../ask/types/Plan';
import { say } from '../../base/development';
import { type DeniedError } from '../../base/errors';
import { isDenied } from '../../base/isClerkCerbosError';
import type { Stopper } from '../../base/withDeadline';
import type { RequestBridge } from '../../bridge/createRequestBridge';
import { questionOfRule, toGrant } from '../../bridge/guard/grantOrDenial';
import type { CheckedRule } from '../../bridge/guard/readRule';
import type { Grant, GrantTypes } from '../../bridge/guard/Rule';
import { hideAppError } from './hideAppError';
import type { McpContext } from './McpContext';
import type { McpItem } from './McpItem';
import { type ItemToResource, toQuestion } from './toQuestion';

/** A rule of `withCerbos`, with the kind by which lists hide its tool. */
export interface ItemRule extends CheckedRule {
  readonly listedIf: { readonly kind: string } | undefined;
}

/** The answer to the use of an item. */
export type Outcome =
  | { readonly type: 'granted'; readonly grant: Grant<GrantTypes> | undefined }
  | { readonly type: 'denied'; readonly error: DeniedError }
  /** The caller may not even see it. */
  | { readonly type: 'hidden' };

/** How an item is used. */
export interface ItemUse {
  readonly rule: ItemRule | undefined;
  /** The arguments as the callback gets them. */
  readonly args: unknown;
  /** True if nothing may be answered from memory. */
  readonly isRepeated: boolean;
}

/** Asks about the items of one server. */
export interface Ask {
  /** Asks whether the caller may use an item, in one call with the item's own rule. */
  readonly toUse: (context: McpContext, item: McpItem, use: ItemUse) => Promise<Outcome>;
  /** Asks which items the caller may see, in as few calls as possible. */
  readonly toList: (
    context: McpContext,
    items: readonly (readonly [item: McpItem, rule: ItemRule | undefined])[],
  ) => Promise<readonly boolean[]>;
}

const OPTIONS = { includeMetadata: undefined, asker: 'server', pdpTimeoutMs: undefined } as const;
const NO_LIMITS = { acceptsToken: undefined, timeoutMs: undefined, anyOrigin: false };

/** Makes the questions for one server. */
export function createAsk(
  bridge: Pick<RequestBridge<object, unknown, McpContext>, 'ask'>,
  hasLoader: (kind: string) => boolean,
  custom: ItemToResource | undefined,
): Ask {
  const askAs: typeof bridge.ask = (context, ...call) =>
    bridge.ask(context, ...call).catch(hideAppError(context));
  const questionTo = (use: 'list' | 'use', item: McpItem) =>
    toQuestion(item, use, hasLoader, custom);

  /** Is an item hidden whose use could not be asked about, for example for its arguments? */
  const isHidden = async (client: PrincipalClient, item: McpItem, stopper: Stopper) => {
    const { arguments: _, ...attr } = item.attr;
    const plain = { ...item, attr: 'arguments' in item.attr ? { ...attr, arguments: {} } : attr };
    const [answer] = await client.check([questionTo('list', plain)], OPTIONS, stopper);
    return !isAllowed(answer);
  };

  return {
    toUse(context, item, { rule, args, isRepeated }) {
      const limits = rule ?? NO_LIMITS;
      return askAs(context, limits, [], async (client, authorizerOf, stopper, pdpTimeoutMs) => {
        if (isRepeated) client.forget();
        const caller = await client.ready(stopper);
        try {
          const own = questionTo('use', item);
          const asked =
            rule && (await questionOfRule(client, caller, rule, [args, context], stopper));
          const questions = asked === undefined ? [own] : [own, asked.question];
          const [first, second] = await client.check(
            questions,
            { ...OPTIONS, pdpTimeoutMs },
            stopper,
          );
          const refused = refusalOf(first, own);
          if (refused !== undefined) return refused;
          if (rule === undefined) return { type: 'granted', grant: undefined };
          const granted =
            asked === undefined
              ? notFoundDenial(caller.principal, rule.actions)
              : toGrant(second, asked, authorizerOf, caller);
          if (isDenied(granted)) return { type: 'denied', error: granted };
          return { type: 'granted', grant: granted };
        } catch (error) {
          // What is hidden must not show by its rule, its loader or its arguments.
          stopper.throwIfStopped();
          if (await isHidden(client, item, stopper)) return { type: 'hidden' };
          throw error;
        }
      });
    },
    toList(context, items) {
      return askAs(context, NO_LIMITS, [], async (client, _, stopper) => {
        const questions = items.map(([item]) => questionTo('list', item));
        const [answers, plannable] = await Promise.all([
          client.check(questions, OPTIONS, stopper),
          findPlannable(
            client,
            items.flatMap(([, rule]) => rule ?? []),
            stopper,
          ),
        ]);
        const isShown = items.map(
          ([, rule], index) => isAllowed(answers[index]) && (rule === undefined || plannable(rule)),
        );
        const [first] = answers;
        if (first?.logsDenial === true) {
          sayHidden(
            first.principal.id,
            questions.filter((_, index) => isShown[index] !== true),
          );
        }
        return isShown;
      });
    },
  };
}

const MAX_NAMED = 10;

/** In development, says why a list is shorter than what is registered. Only names and ids. */
function sayHidden(principal: string, hidden: readonly ParsedQuestion[]): void {
  if (hidden.length === 0) return;
  const names = hidden.map(({ resource: { kind, id } }) => `${kind} ${JSON.stringify(id)}`);
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const shown = names.slice(0, MAX_NAMED).join(', ');
  say(`A list for ${JSON.stringify(principal)} leaves out ${shown}${more}: "list" is denied.`);
}

function isAllowed(answer: Answer | undefined): boolean {
  return answer?.ready !== undefined && answer.decision.allAllowed();
}

function refusalOf(answer: Answer | undefined, question: ParsedQuestion): Outcome | undefined {
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  if (isAllowed(answer)) return undefined;
  // In development it logs a line, also for what is hidden.
  const error = denial(answer, question);
  const isHidden = answer.ready === undefined || answer.isHidden;
  return isHidden ? { type: 'hidden' } : { type: 'denied', error };
}

/** Finds for which rules there can be a resource that they allow. Each kind is asked once. */
async function findPlannable(
  client: PrincipalClient,
  rules: readonly ItemRule[],
  stopper: Stopper,
): Promise<(rule: ItemRule) => boolean> {
  const planned = new Map<string, Promise<boolean>>();
  const nameOf = ({ actions, listedIf }: ItemRule) => JSON.stringify([listedIf?.kind, actions]);
  for (const rule of rules) {
    if (rule.listedIf === undefined || planned.has(nameOf(rule))) continue;
    const { kind } = rule.listedIf;
    const query = {
      kind,
      attr: undefined,
      beside: undefined,
      policyVersion: undefined,
      scope: undefined,
    };
    const planning = client.plan(query, rule.actions, stopper);
    planned.set(
      nameOf(rule),
      planning.then(({ plan }) => plan.kind !== PlanKind.ALWAYS_DENIED),
    );
  }
  const names = [...planned.keys()];
  const possible = await Promise.all(planned.values());
  const impossible = new Set(names.filter((_, index) => possible[index] !== true));
  return (rule) => !impossible.has(nameOf(rule));
}
