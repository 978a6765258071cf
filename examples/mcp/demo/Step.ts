import { differencesIn } from '../../demo/differences';
import type { AgentName } from './agents';

/** What an agent asks the server. */
export type Ask =
  | {
      readonly method:
        'tools/list' | 'prompts/list' | 'resources/list' | 'resources/templates/list';
    }
  | { readonly method: 'tools/call' | 'prompts/get'; readonly name: string; readonly args: Args }
  | { readonly method: 'resources/read'; readonly uri: string };

export type Args = Readonly<Record<string, string>>;

/** What the agent got, in a form that is the same for both versions of the SDK. */
export interface Answer {
  /**
   * `refused` is a refusal that a model can read. `unknown` is the answer to a name that
   * does not exist. `failed` is an error of the protocol.
   */
  readonly outcome: 'answered' | 'refused' | 'unknown' | 'failed';
  /** What the model sees, or the message of the error. */
  readonly text: string;
  /** The names in a list, sorted. */
  readonly names?: readonly string[];
  /** The code of a refusal. */
  readonly code?: string;
  /** May the same call succeed later? */
  readonly retryable?: boolean;
  /** The scopes that the token needs. */
  readonly scopes?: readonly string[];
}

/** What an answer must be. `text` is a part of the text. */
export type Expected = Partial<Answer> & Pick<Answer, 'outcome'>;

/** One question of an agent, and the answer that follows from the policies. */
export interface Step {
  readonly who: AgentName;
  readonly ask: Ask;
  readonly expected: Expected;
  readonly because: string;
  /** The PDP is killed before, and started again afterwards. */
  readonly withoutCerbos?: boolean;
}

/** How an answer differs from the expected one; empty if it does not. */
export function compare(answer: Answer, expected: Expected): string[] {
  const { text = '' } = expected;
  return [
    ...differencesIn([
      ['outcome', answer.outcome, expected.outcome],
      ['names', answer.names, expected.names],
      // A 403 over HTTP has no code of ours: the scopes say it all.
      ['code', expected.scopes ? undefined : answer.code, expected.code],
      ['retryable', answer.retryable ?? false, expected.retryable ?? false],
      ['scopes', answer.scopes, expected.scopes],
    ]),
    ...(answer.text.includes(text) ? [] : differencesIn([['text', answer.text, text]])),
  ];
}
