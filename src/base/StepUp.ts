/** A level of reverification that Clerk knows. */
export type StepUpLevel = 'first_factor' | 'second_factor' | 'multi_factor';

/** A reverification that Clerk has a name for. */
export type StepUpPreset = 'strict_mfa' | 'strict' | 'moderate' | 'lax';

/**
 * The verification that a policy demands before it allows the action: one of Clerk's presets, or a
 * level and the number of minutes for which it is valid.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export type StepUp = StepUpPreset | { readonly level: StepUpLevel; readonly afterMinutes: number };
