import type { ParsedQuestion } from '../../ask/types/Question';
import { isName, readQuestion } from '../../ask/readQuestion';
import { invalidConfiguration } from '../../base/errors';
import { getProperty, isObject, isRecord } from '../../base/value';
import type { ToolAsker } from './createGuardTool';

type ToQuestion = (name: string, tool: unknown) => unknown;

/**
 * Makes `allowedTools` for one authorizer. Its type is the one of `Authorizer`.
 *
 * @param hasLoader - true if the app has a loader for the kind `tool`.
 */
export function createAllowedTools<Policies extends object>(
  { ask, forget }: Pick<ToolAsker<Policies>, 'ask' | 'forget'>,
  hasLoader: boolean,
) {
  const listed: ToQuestion = (id) => ({
    resource: { kind: 'tool', id, ...(!hasLoader && { attr: {} }) },
    action: 'list',
  });
  return async (tools: unknown, toQuestion: ToQuestion = listed): Promise<unknown> => {
    const named = readTools(tools);
    if (typeof toQuestion !== 'function') {
      throw invalidConfiguration(
        'The second argument of allowedTools must be a function: (name, tool) => ({ resource, action }).',
      );
    }
    const questions = named.map(([name, tool]): ParsedQuestion =>
      readQuestion(toQuestion(name, tool), `tools.${name}`),
    );
    // An agent may run for minutes, and ask before each step.
    forget();
    const options = {
      includeMetadata: undefined,
      asker: 'server',
      pdpTimeoutMs: undefined,
    } as const;
    const answers = await ask({ timeoutMs: undefined, signal: undefined }, (client, stopper) =>
      client.check(questions, options, stopper),
    );
    const allowed = named.filter((_, index) => answers[index]?.decision.allAllowed() === true);
    if (Array.isArray(tools)) return allowed.map(([, tool]) => tool);
    // Unlike an assignment, it also makes an own member called `__proto__`.
    return Object.fromEntries(allowed);
  };
}

type NamedTool = readonly [name: string, tool: unknown];

/** @throws ConfigurationError `invalid_configuration` for what has no name, or a name twice. */
function readTools(tools: unknown): readonly NamedTool[] {
  const named = Array.isArray(tools)
    ? Array.from<unknown, readonly [unknown, unknown]>(tools, (tool) => [
        getProperty(tool, 'name'),
        tool,
      ])
    : isRecord(tools)
      ? Object.entries(tools)
      : undefined;
  if (named === undefined) {
    throw invalidConfiguration(
      'allowedTools takes an object of tools by name, or a list of tools that have a name.',
    );
  }
  const names = new Set<unknown>();
  return named.map(([name, tool], index): NamedTool => {
    if (!isName(name) || names.has(name) || !isObject(tool)) {
      throw invalidConfiguration(
        `The tool at index ${index} of allowedTools is no object, or has no name of its own.`,
      );
    }
    names.add(name);
    return [name, tool];
  });
}
