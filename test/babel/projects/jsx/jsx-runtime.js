// Renders on the server: a component is called when its turn comes, with pauses in between.
export const Fragment = ({ children }) => children
export const jsx = (type, props) => ({ type, props })
export const jsxs = jsx
export const jsxDEV = jsx

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export async function render(scope, element) {
  await pause(1)
  if (Array.isArray(element)) {
    let html = ''
    for (const each of element) html += await render(scope, each)
    return html
  }
  if (element === null || typeof element !== 'object') return `${element ?? ''}`
  const { type, props } = element
  if (typeof type === 'function') return render(scope, await scope.run(type, props))
  return `<${type}>${await render(scope, props.children)}</${type}>`
}
