/** A level of reverification that Clerk knows. */
export type StepUpLevel = 'first_factor' | 'second_factor' | 'multi_factor';

/** A reverification that Clerk has a name for. */
export type StepUpPreset = 'strict_mfa' | 'strict' | 'moderate' | 'lax';

/**
 * What a policy demands before it would say yes: one of Clerk's presets, or a level and the
 * number of minutes within which it must have been reached.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export type StepUp = StepUpPreset | { readonly level: StepUpLevel; readonly afterMinutes: number };
