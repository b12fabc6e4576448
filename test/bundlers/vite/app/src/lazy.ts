import { after, currentScope } from 'afterword'

export function show(): void {
  document.body.textContent = String(currentScope())
}

/** Nobody uses it, so no chunk has it. */
export function unused(): void {
  after(() => {})
}
