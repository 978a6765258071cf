import type { Principal } from '../../../src';

/** What is asked, as it goes over the wire. */
export interface DirectQuestion {
  readonly principal: Principal;
  readonly resource: { readonly kind: string; readonly id: string; readonly attr: object };
  readonly actions: readonly string[];
}

/**
 * The actions that the PDP itself allows, asked by plain HTTP and JSON: neither the library nor a
 * client of Cerbos has a part in it. `undefined` where it refuses the question.
 */
export async function askDirectly(
  url: string,
  { principal, resource, actions }: DirectQuestion,
): Promise<string[] | undefined> {
  const asked = [...new Set(actions)];
  const response = await fetch(`${url}/api/check/resources`, {
    method: 'POST',
    body: JSON.stringify({
      requestId: 'direct',
      principal,
      resources: [{ resource, actions: asked }],
    }),
  });
  if (response.status === 400) return undefined;
  const { results } = (await response.json()) as { results: { actions: object }[] };
  const effects = results[0]?.actions ?? {};
  return asked.filter(
    (action) => Object.getOwnPropertyDescriptor(effects, action)?.value === 'EFFECT_ALLOW',
  );
}
