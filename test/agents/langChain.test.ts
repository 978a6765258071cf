import { tool } from '@langchain/core/tools';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { usePdp } from '../setup/pdp';
import {
  answers,
  ids,
  type Input,
  input,
  rule,
  startAgent,
  withoutCallIds,
  withoutPdp,
} from './editing';
import { allowLoopbackOnly } from './noNetwork';

const pdp = usePdp();
const nowhere = 'http://127.0.0.1:1';
allowLoopbackOnly();
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

type Authorizer = Awaited<ReturnType<typeof startAgent>>;

/** The tools that the first authorizer lists and the second one guards. */
function toolsOf({ allowedTools }: Authorizer, { guardTool }: Authorizer) {
  return allowedTools([
    tool(
      guardTool(
        { ...rule, resource: ({ id }: Input) => ({ kind: 'document', id }) },
        (args, grant) => ({
          edited: grant.resource.value.title,
          as: args.title,
        }),
      ),
      { name: 'edit_document', schema: input },
    ),
    tool(
      guardTool(rule, () => 'purged'),
      { name: 'admin_purge', schema: input },
    ),
  ]);
}

/** What goes back to the model for its calls, as an agent's loop makes it. */
async function receivedOf(tools: Awaited<ReturnType<typeof toolsOf>>) {
  const received: unknown[] = [];
  for (const id of ids) {
    const [edit] = tools;
    const call = {
      type: 'tool_call' as const,
      id: `call_${id}`,
      name: 'edit_document',
      args: { id },
    };
    const message: unknown = await edit?.invoke(call);
    expect(message).toMatchObject({ tool_call_id: call.id, content: expect.any(String) });
    received.push(withoutCallIds(JSON.parse((message as { content: string }).content)));
  }
  return received;
}

describe('with LangChain, the model', () => {
  it('is offered the allowed tools alone, and receives results and refusals as JSON', async () => {
    const agent = await startAgent(pdp().httpUrl);
    const tools = await toolsOf(agent, agent);
    expect(tools.map(({ name }) => name)).toEqual(['edit_document']);
    expect(await receivedOf(tools)).toEqual(answers);
  });

  it('receives a refusal that may be tried again when there is no answer', async () => {
    const tools = await toolsOf(await startAgent(pdp().httpUrl), await startAgent(nowhere));
    expect(await receivedOf(tools)).toEqual(withoutPdp);
  });

  it('is not asked at all when the tools that it may see are not known', async () => {
    const agent = await startAgent(nowhere);
    await expect(toolsOf(agent, agent)).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });
});
