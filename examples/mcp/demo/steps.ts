import type { AgentName } from './agents';
import type { Args, Ask, Expected, Step } from './Step';

const call = (name: string, args: Args = {}): Ask => ({ method: 'tools/call', name, args });
const prompt = (name: string, args: Args): Ask => ({ method: 'prompts/get', name, args });
const read = (uri: string): Ask => ({ method: 'resources/read', uri });
const list = (of: 'tools' | 'prompts' | 'resources' | 'resources/templates'): Ask => ({
  method: `${of}/list`,
});

const sees = (...names: readonly string[]): Expected => ({ outcome: 'answered', names });
const says = (text: string): Expected => ({ outcome: 'answered', text });
const refused = (text: string): Expected => ({ outcome: 'refused', code: 'denied', text });
const needs = (...scopes: readonly string[]): Expected => ({ outcome: 'refused', scopes });
const hidden: Expected = { outcome: 'refused', code: 'not_found', text: 'no such resource' };
const unknown: Expected = { outcome: 'unknown', text: 'not found' };

const everyTool = sees(
  ...['delete_document', 'list_documents', 'read_document', 'rename_document', 'share_document'],
);
const plan = { id: 'roadmap', title: 'Plan' };
const addresses = (...ids: readonly string[]) => sees(...ids.map((id) => `document://${id}`));

/**
 * The same questions for each way to connect, in this order: later ones see what earlier ones
 * changed. The expected answers follow from the policies. Never copy them from the output.
 */
export const steps: readonly Step[] = [
  step('ada', list('tools'), everyTool, 'Ada is a member of Acme'),
  step('ada', list('prompts'), sees('review_document'), 'for members and their agents'),
  step(
    'ada',
    list('resources/templates'),
    sees('document://{id}'),
    'it tells nothing about a document',
  ),
  step(
    ...(['ada', list('resources')] as const),
    addresses('brand', 'contract', 'launch', 'roadmap', 'salaries'),
    'the documents of Acme, and one shared with Acme',
  ),
  step('ada', call('rename_document', plan), says('“Plan”'), 'Ada is an admin of Acme'),
  step('ada', call('rename_document', { ...plan, id: 'pricing' }), hidden, 'it belongs to Globex'),
  step(
    ...(['ada', call('share_document', { id: 'roadmap', organizationId: 'org_globex' })] as const),
    refused('The policy denies "share".'),
    'admins may, but not while another acts for them',
  ),
  step(
    ...(['ada', call('delete_document', { id: 'contract' })] as const),
    refused('Agents may not delete anything. The user can do it in the app.'),
    'the policy of the tools says so, in these words',
  ),
  step('ada', prompt('review_document', { id: 'roadmap' }), says('Plan'), 'Ada may view it'),
  step('ada', read('document://roadmap'), says('"title":"Plan"'), 'Ada may view it'),
  step('ada', read('document://pricing'), unknown, 'the same answer …'),
  step('ada', read('document://nothing'), unknown, '… as for a document that does not exist'),

  step('ben', list('tools'), everyTool, 'the token is for Acme'),
  step(
    'ben',
    call('read_document', { id: 'salaries' }),
    says('Salary bands'),
    'it belongs to Acme',
  ),
  step(
    ...(['ben', call('rename_document', plan)] as const),
    needs('documents:read', 'documents:write'),
    'Ben wrote it, so only a scope is missing',
  ),
  step(
    ...(['ben', call('rename_document', { ...plan, id: 'salaries' })] as const),
    refused('The policy denies "edit".'),
    'Ben did not write it: no scope helps',
  ),
  step('benWriting', call('rename_document', plan), says('“Plan”'), 'Ben wrote it, and agreed'),

  step('key', list('tools'), sees('list_documents', 'read_document'), 'API keys only read'),
  step('key', list('prompts'), sees(), 'prompts are for people'),
  step('key', list('resources'), addresses('brand', 'launch', 'pricing'), 'those that it may view'),
  step(
    'key',
    call('list_documents'),
    says('brand: Brand guide\npricing: Pricing\nlaunch'),
    'the same documents',
  ),
  step('key', call('rename_document', plan), unknown, 'the same answer …'),
  step('key', call('no_such_tool'), unknown, '… as for a tool that does not exist'),
  step('key', prompt('review_document', { id: 'brand' }), unknown, 'it is not in the list'),

  step(
    'stranger',
    list('tools'),
    sees('list_documents', 'read_document'),
    'they show no document by themselves',
  ),
  step('stranger', list('resources'), sees(), 'the token names no organization'),
  step('stranger', call('list_documents'), says('There are no documents.'), 'for the same reason'),
  step('stranger', call('read_document', { id: 'roadmap' }), hidden, 'the same answer …'),
  step('stranger', call('read_document', { id: 'nothing' }), hidden, '… as for no document'),
  step('stranger', call('delete_document', { id: 'roadmap' }), unknown, 'it is not in the list'),

  step(
    'adaHerself',
    call('delete_document', { id: 'contract' }),
    says('is deleted'),
    'Ada is no agent',
  ),
  step('adaHerself', call('read_document', { id: 'contract' }), hidden, 'it was deleted'),

  {
    ...step(
      ...(['ada', call('read_document', { id: 'brand' })] as const),
      { outcome: 'refused', code: 'pdp_unreachable', retryable: true, text: 'Try again later.' },
      'Cerbos is down, so nothing is allowed',
    ),
    withoutCerbos: true,
  },
  {
    ...step('ada', list('tools'), { outcome: 'failed' }, 'clients would keep an empty list'),
    withoutCerbos: true,
  },
];

function step(who: AgentName, ask: Ask, expected: Expected, because: string): Step {
  return { who, ask, expected, because };
}
