const name = 'clerk-cerbos-demo-tour';
const seen = 'seen';

/** The step to show now: the first on a first visit, and none once the tour was closed. */
export function rememberedStep(): number | undefined {
  const stored = localStorage.getItem(name);
  return stored === seen ? undefined : Number(stored);
}

/** Keeps the step for the next page; `undefined` says that the tour was closed. */
export function rememberStep(index: number | undefined): void {
  localStorage.setItem(name, index === undefined ? seen : String(index));
}
