import {
  Agent,
  type Model,
  type ModelRequest,
  type ModelResponse,
  Runner,
  tool,
  Usage,
} from '@openai/agents-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../setup/pdp';
import { answers, ids, input, rule, startAgent, withoutCallIds, withoutPdp } from './editing';
import { allowLoopbackOnly } from './noNetwork';

const pdp = usePdp();
const nowhere = 'http://127.0.0.1:1';
allowLoopbackOnly();
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

/** Calls the tool with each id, and then ends. */
class ScriptedModel implements Model {
  readonly requests: ModelRequest[] = [];

  getResponse(request: ModelRequest): Promise<ModelResponse> {
    const { signal, ...rest } = request;
    expect(signal?.aborted ?? false).toBe(false);
    this.requests.push(structuredClone(rest));
    const calls = ids.map((id) => ({
      ...({ type: 'function_call', name: 'edit_document', status: 'completed' } as const),
      callId: `call_${id}`,
      arguments: JSON.stringify({ id, title: 'Untitled' }),
    }));
    const words = {
      ...({ type: 'message', role: 'assistant', status: 'completed' } as const),
      content: [{ type: 'output_text' as const, text: 'Done.' }],
    };
    const output = this.requests.length === 1 ? calls : [words];
    return Promise.resolve({ usage: new Usage(), output });
  }

  getStreamedResponse(): never {
    throw new Error('It is not streamed.');
  }
}

const results = z.array(
  z.union([
    z.object({
      type: z.literal('function_call_result'),
      output: z.object({ type: z.literal('text'), text: z.string() }),
    }),
    z.object({ type: z.string() }),
  ]),
);

/** Runs an agent whose tools the first authorizer lists and the second one guards. */
async function run({ allowedTools }: Authorizer, { guardTool }: Authorizer) {
  const tools = await allowedTools([
    tool({
      ...{ name: 'edit_document', description: 'Edits a document.', parameters: input },
      execute: guardTool(rule, ({ title }, grant) => ({
        edited: grant.resource.value.title,
        as: title,
      })),
    }),
    tool({
      ...{ name: 'admin_purge', description: 'Deletes all.', parameters: input },
      execute: guardTool(rule, () => 'purged'),
    }),
  ]);
  const model = new ScriptedModel();
  const runner = new Runner({ modelProvider: { getModel: () => model }, tracingDisabled: true });
  const { finalOutput } = await runner.run(new Agent({ name: 'Editor', tools }), 'Edit them all.');
  expect(finalOutput).toBe('Done.');
  const [first, second] = model.requests;
  const received = results
    .parse(second?.input)
    .flatMap((item) => ('output' in item ? [withoutCallIds(JSON.parse(item.output.text))] : []));
  return { offered: first?.tools.map((offered) => 'name' in offered && offered.name), received };
}

type Authorizer = Awaited<ReturnType<typeof startAgent>>;

describe('with OpenAI Agents, the model', () => {
  it('is offered the allowed tools alone, and receives results and refusals as JSON', async () => {
    const agent = await startAgent(pdp().httpUrl);
    const { offered, received } = await run(agent, agent);
    expect(offered).toEqual(['edit_document']);
    expect(received).toEqual(answers);
  });

  it('receives a refusal that may be tried again when there is no answer', async () => {
    const { received } = await run(await startAgent(pdp().httpUrl), await startAgent(nowhere));
    expect(received).toEqual(withoutPdp);
  });

  it('is not asked at all when the tools that it may see are not known', async () => {
    const agent = await startAgent(nowhere);
    await expect(run(agent, agent)).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });
});
