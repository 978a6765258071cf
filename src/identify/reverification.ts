import { getProperty } from '../base/value';
import type { StepUp, StepUpLevel } from '../base/StepUp';
import { NEVER, type PrincipalAttributes } from './Principal';

interface Requirement {
  readonly level: StepUpLevel;
  readonly afterMinutes: number;
}

// https://clerk.com/docs/guides/secure/reverification
const PRESETS: Readonly<Record<string, Requirement>> = {
  strict_mfa: { level: 'multi_factor', afterMinutes: 10 },
  strict: { level: 'second_factor', afterMinutes: 10 },
  moderate: { level: 'second_factor', afterMinutes: 60 },
  lax: { level: 'second_factor', afterMinutes: 1_440 },
};

const LEVELS: readonly StepUpLevel[] = ['first_factor', 'second_factor', 'multi_factor'];

/** Reads a step-up demand; `undefined` if Clerk would not understand it. */
export function readStepUp(input: unknown): StepUp | undefined {
  if (typeof input === 'string') {
    // It is a key of the presets, so it is one of them.
    return Object.hasOwn(PRESETS, input) ? (input as StepUp) : undefined;
  }
  if (typeof input !== 'object' || input === null) return undefined;
  const level = LEVELS.find((known) => known === getProperty(input, 'level'));
  const afterMinutes: unknown = getProperty(input, 'afterMinutes');
  if (level === undefined || typeof afterMinutes !== 'number') return undefined;
  if (!Number.isFinite(afterMinutes) || afterMinutes <= 0) return undefined;
  const strict: unknown = getProperty(input, 'strict') ?? false;
  if (typeof strict !== 'boolean') return undefined;
  return { level, afterMinutes };
}

/**
 * Is the demand impossible for this user? Clerk accepts the first factor from users who never
 * verified a second one. A policy that does not (`strict: true`) could never be satisfied.
 */
export function isInVain({ secondFactorAge }: PrincipalAttributes, input: unknown): boolean {
  const isStrict = getProperty(input, 'strict') === true;
  return isStrict && secondFactorAge === NEVER && getProperty(input, 'level') !== 'first_factor';
}

/** The strictest of several demands: the highest level, and for that level the shortest time. */
export function strictestStepUp(demands: readonly StepUp[]): StepUp | undefined {
  const [strictest] = [...demands].sort((one, other) => {
    const [a, b] = [requirement(one), requirement(other)];
    return LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || a.afterMinutes - b.afterMinutes;
  });
  return strictest;
}

/**
 * Does the session already satisfy the demand? Decides as Clerk's own `has({ reverification })`.
 * Like Clerk, it uses the other factor if one was never verified.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export function isFreshEnough(
  { firstFactorAge, secondFactorAge }: PrincipalAttributes,
  demand: StepUp,
): boolean {
  const { level, afterMinutes } = requirement(demand);
  const first = firstFactorAge !== NEVER && afterMinutes > firstFactorAge;
  const second = secondFactorAge !== NEVER && afterMinutes > secondFactorAge;
  if (level === 'first_factor' || secondFactorAge === NEVER) return first;
  return level === 'multi_factor' ? first && second : second;
}

function requirement(demand: StepUp): Requirement {
  if (typeof demand !== 'string') return demand;
  const preset = PRESETS[demand];
  if (preset === undefined) throw new TypeError(`Unknown reverification ${demand}`);
  return preset;
}
