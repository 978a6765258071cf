import { generateText, isStepCount, streamText, tool } from 'ai';
import { generateText as generateText5, stepCountIs as stepCountIs5, tool as tool5 } from 'ai-5';
import { MockLanguageModelV2 } from 'ai-5/test';
import { generateText as generateText6, stepCountIs as stepCountIs6, tool as tool6 } from 'ai-6';
import { MockLanguageModelV3 } from 'ai-6/test';
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test';
import { AsyncLocalStorage } from 'node:async_hooks';
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

type Agent = Pick<Awaited<ReturnType<typeof startAgent>>, 'guardTool' | 'allowedTools'>;

/** What a model was offered, and what it got for its calls. */
interface Seen {
  readonly offered: readonly string[];
  readonly received: readonly unknown[];
}

const prompt = 'Edit them all.';
const calls = ids.map((id) => ({
  type: 'tool-call' as const,
  toolCallId: `call_${id}`,
  toolName: 'edit_document',
  input: JSON.stringify({ id }),
}));
const words = [{ type: 'text' as const, text: 'Done.' }];
const usage5 = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const called = {
  finishReason: { unified: 'tool-calls' as const, raw: undefined },
  usage,
  warnings: [],
};
const stopped = { finishReason: { unified: 'stop' as const, raw: undefined }, usage, warnings: [] };
const schema = z.object({
  tools: z.array(z.object({ name: z.string() })).optional(),
  prompt: z.array(z.object({ role: z.string(), content: z.unknown() })),
});
const result = z.object({ output: z.object({ type: z.literal('json'), value: z.unknown() }) });

/** Reads what went to the model, in the form that all three versions share. */
function seenBy(requests: readonly unknown[]): Seen {
  const [first, second] = requests.map((request) => schema.parse(request));
  const last = second?.prompt.at(-1);
  expect(last?.role).toBe('tool');
  return {
    offered: first?.tools?.map(({ name }) => name) ?? [],
    received: z
      .array(result)
      .parse(last?.content)
      .map(({ output }) => withoutCallIds(output.value)),
  };
}

async function runWith7({ guardTool, allowedTools }: Agent): Promise<Seen> {
  const tools = await allowedTools({
    edit_document: tool({
      inputSchema: input,
      execute: guardTool(rule, ({ title }, grant) => ({
        edited: grant.resource.value.title,
        as: title,
      })),
    }),
    admin_purge: tool({ inputSchema: input, execute: guardTool(rule, () => 'purged') }),
  });
  const model = new MockLanguageModelV4({
    doGenerate: [
      { content: calls, ...called },
      { content: words, ...stopped },
    ],
  });
  const { text } = await generateText({ model, tools, prompt, stopWhen: isStepCount(3) });
  expect(text).toBe('Done.');
  return seenBy(model.doGenerateCalls);
}

async function runWith6({ guardTool, allowedTools }: Agent): Promise<Seen> {
  const tools = await allowedTools({
    edit_document: tool6({
      inputSchema: input,
      execute: guardTool(rule, ({ title }, grant) => ({
        edited: grant.resource.value.title,
        as: title,
      })),
    }),
    admin_purge: tool6({ inputSchema: input, execute: guardTool(rule, () => 'purged') }),
  });
  const model = new MockLanguageModelV3({
    doGenerate: [
      { content: calls, ...called },
      { content: words, ...stopped },
    ],
  });
  await generateText6({ model, tools, prompt, stopWhen: stepCountIs6(3) });
  return seenBy(model.doGenerateCalls);
}

async function runWith5({ guardTool, allowedTools }: Agent): Promise<Seen> {
  const tools = await allowedTools({
    edit_document: tool5({
      inputSchema: input,
      execute: guardTool(rule, ({ title }, grant) => ({
        edited: grant.resource.value.title,
        as: title,
      })),
    }),
    admin_purge: tool5({ inputSchema: input, execute: guardTool(rule, () => 'purged') }),
  });
  const model = new MockLanguageModelV2({
    doGenerate: [
      { content: calls, finishReason: 'tool-calls', usage: usage5, warnings: [] },
      { content: words, finishReason: 'stop', usage: usage5, warnings: [] },
    ],
  });
  await generateText5({ model, tools, prompt, stopWhen: stepCountIs5(3) });
  return seenBy(model.doGenerateCalls);
}

describe.each([
  ['7', runWith7],
  ['6', runWith6],
  ['5', runWith5],
] as const)('with the AI SDK %s, the model', (_, run) => {
  it('is offered the allowed tools alone, and receives results and refusals as JSON', async () => {
    const { offered, received } = await run(await startAgent(pdp().httpUrl));
    expect(offered).toEqual(['edit_document']);
    expect(received).toEqual(answers);
  });

  it('receives a refusal that may be tried again when there is no answer', async () => {
    const { guardTool } = await startAgent(nowhere);
    const { allowedTools } = await startAgent(pdp().httpUrl);
    const { received } = await run({ guardTool, allowedTools });
    expect(received).toEqual(withoutPdp);
  });

  it('is not asked at all when the tools that it may see are not known', async () => {
    const agent = await startAgent(nowhere);
    await expect(run(agent)).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });
});

it('a streamed answer runs its tools in the context of the request that started it', async () => {
  const requests = new AsyncLocalStorage<string>();
  const contexts: unknown[] = [];
  const { guardTool } = await startAgent(pdp().httpUrl);
  const tools = {
    edit_document: tool({
      inputSchema: input,
      execute: guardTool(rule, (_, grant, options: { toolCallId: string }) => {
        contexts.push(requests.getStore());
        return { edited: grant.resource.id, as: options.toolCallId };
      }),
    }),
  };
  const [call] = calls;
  if (call === undefined) throw new Error('There are calls.');
  const stream = (chunks: Parameters<typeof convertArrayToReadableStream<object>>[0]) => ({
    // As the library's own tests make it.
    stream: convertArrayToReadableStream(chunks) as never,
  });
  const model = new MockLanguageModelV4({
    doStream: [
      stream([{ type: 'stream-start', warnings: [] }, call, { type: 'finish', ...called }]),
      stream([
        { type: 'stream-start', warnings: [] },
        { type: 'finish', ...stopped },
      ]),
    ],
  });
  const response = requests.run('a request', () =>
    streamText({ model, tools, prompt, stopWhen: isStepCount(3) }).toUIMessageStreamResponse(),
  );
  // A server reads the body after the handler has returned.
  const body = await requests.run('the server', () => response.text());
  expect(body).toContain('{"edited":"1","as":"call_1"}');
  expect(contexts).toEqual(['a request']);
});
