import type { TraceComponent, TraceEntry } from './Explanation';

/** What the engine found for a rule or a derived role. */
export interface Outcome {
  /** It is unclear if two rules of one name had different results. */
  readonly status: 'applied' | 'skipped' | 'unclear';
  /** Why it was skipped: `No matching roles`, `Condition not satisfied`. */
  readonly message: string;
  /** The results of its conditions, by their {@link conditionKey}. */
  readonly conditions: ReadonlyMap<string, unknown>;
  /** Expressions that are false. */
  readonly falseExpressions: readonly string[];
  /** What its outputs are. */
  readonly outputs: readonly unknown[];
}

/** The steps of a rule: all, or those of the principal policy or the resource policy with it. */
export type RulePart = 'all' | 'principal' | 'resource';

/** The way of the engine to one decision, so that rules can be looked up in it. */
export class Trace {
  readonly #entries: readonly TraceEntry[];

  constructor(entries: readonly TraceEntry[]) {
    this.#entries = entries;
  }

  /** Did the engine find a policy of the kind, in its scope and version? Without one it stops. */
  get hasResourcePolicy(): boolean {
    return this.#entries.some(({ components }) =>
      textOf(components[0], 'policy').startsWith('cerbos.resource.'),
    );
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Was the question denied because of attributes that do not match their JSON Schema? */
  get isRejected(): boolean {
    return this.#entries.some(({ event }) => event.message?.startsWith('Rejected due to') ?? false);
  }

  /** What does not match its JSON Schema. */
  get schemaErrors(): string[] {
    const errors = this.#entries.flatMap(({ event }) => {
      const found = /^Validation errors: \[(.*)\]$/s.exec(event.error ?? '');
      return found?.[1]?.split(/, (?=[PR]\.attr\[)/) ?? [];
    });
    return [...new Set(errors)];
  }

  /**
   * @param name - `''` is what the engine calls the denial by a role policy.
   * @param part - which of the steps, if a principal policy and a resource policy have a rule of
   * this name: the engine names both alike, and comes to that of the principal first, and once.
   * @returns `undefined` if the engine did not come to this rule.
   */
  rule(scope: string, name: string, part: RulePart = 'all'): Outcome | undefined {
    const entries = this.#entries.filter(
      ({ components }) =>
        components.some((one) => one.kind === 'KIND_SCOPE' && textOf(one, 'scope') === scope) &&
        components.some((one) => one.kind === 'KIND_RULE' && textOf(one, 'rule') === name),
    );
    const skipped = entries.findIndex(
      ({ components, event }) =>
        components.at(-1)?.kind === 'KIND_RULE' && event.status === 'STATUS_SKIPPED',
    );
    // Not skipped, the rule of the principal policy applied, and there are no steps of another.
    const end = skipped === -1 ? entries.length : skipped + 1;
    const parts = { all: entries, principal: entries.slice(0, end), resource: entries.slice(end) };
    return outcomeOf(parts[part], 'KIND_RULE');
  }

  derivedRole(set: string, name: string): Outcome | undefined {
    const policy = `cerbos.derived_roles.${set.replace(/[^\w.]/g, '_')}`;
    const entries = this.#entries.filter(
      ({ components: [first, second] }) =>
        textOf(first, 'policy') === policy &&
        second?.kind === 'KIND_DERIVED_ROLE' &&
        textOf(second, 'derivedRole') === name,
    );
    return outcomeOf(entries, 'KIND_DERIVED_ROLE');
  }
}

function outcomeOf(entries: readonly TraceEntry[], owner: string): Outcome | undefined {
  const skipped = entries.find(
    ({ components, event }) =>
      components.at(-1)?.kind === owner && event.status === 'STATUS_SKIPPED',
  );
  const conditions = new Map<string, unknown>();
  const falseExpressions: string[] = [];
  let isTrue = false;
  for (const { components, event } of entries) {
    const at = components.findIndex(({ kind }) => kind === owner) + 1;
    if (components[at]?.kind !== 'KIND_CONDITION') continue;
    const key = conditionKey(components.slice(at + 1));
    conditions.set(key, event.result);
    isTrue ||= event.result === true && !key.includes('/');
    const expression = textOf(components.at(-1), 'expr');
    if (expression !== '' && event.result === false) falseExpressions.push(expression);
  }
  // Anything else, such as a variable of it, is no result.
  if (skipped === undefined && conditions.size === 0) return undefined;
  return {
    status: statusOf(isTrue, skipped?.event.message),
    message: skipped?.event.message ?? '',
    conditions,
    falseExpressions,
    outputs: entries
      .filter(({ components }) => components.at(-1)?.kind === 'KIND_OUTPUT')
      .map(({ event }) => valueOf(event.result)),
  };
}

/**
 * The engine comes to a rule once for each of its derived roles. So it may skip it for one that is
 * not active, and apply it for another. Of a derived role with a false condition it does not say
 * that it was skipped.
 */
function statusOf(isTrue: boolean, skipped: string | undefined): Outcome['status'] {
  if (!isTrue) return 'skipped';
  return skipped === 'Condition not satisfied' ? 'unclear' : 'applied';
}

/** Where a condition stands in a tree: `ANY/1/NONE/0/EXPR`. */
function conditionKey(components: readonly TraceComponent[]): string {
  return components
    .map((one) => {
      const index = one.index ?? 0;
      // The engine leaves out the number of the first.
      if (one.kind === 'KIND_CONDITION') return typeof index === 'number' ? String(index) : '';
      return kindOf(one).replace('CONDITION_', '');
    })
    .join('/');
}

function kindOf(component: TraceComponent | undefined): string {
  return component?.kind.replace('KIND_', '') ?? '';
}

function textOf(component: TraceComponent | undefined, name: string): string {
  const text = component?.[name];
  return typeof text === 'string' ? text : '';
}

function valueOf(output: unknown): unknown {
  return typeof output === 'object' && output !== null ? Reflect.get(output, 'val') : undefined;
}
