const name = 'clerk-cerbos-demo-tour';
const seen = 'seen';

/** The step to show: the first on the first visit, and none after the tour was closed. */
export function rememberedStep(): number | undefined {
  const stored = localStorage.getItem(name);
  return stored === seen ? undefined : Number(stored);
}

/** Keeps the step for the next page; `undefined` means that the tour was closed. */
export function rememberStep(index: number | undefined): void {
  localStorage.setItem(name, index === undefined ? seen : String(index));
}
