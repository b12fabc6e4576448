// The way of a scope into a render: beside the model, never in it. In development React serialises whatever props hold.
//
//   { root: <App />, formState }   →   { root: lazy, formState }      lazy, when it is read: tell the render; <App />
//
// Keeps: every byte of what is rendered. A component around the model would not: React wraps keyed children of one in a list of their own.
// And of an object, lazy is the first property and not the whole: by the object's own place React finds what appears in it twice.
import { current } from '../../register.ts'
import { tellRender } from './slot.ts'
import { viewOf } from './view.ts'

/**
 * What is given to `renderToReadableStream`, `renderToPipeableStream` or `prerender` of a react-server-dom package, for the current
 * request: its components find their scope. Where no request is known, the model itself.
 *
 * `afterword/vite` does this by itself; another bundler's users call it by hand: `renderToReadableStream(withScope(model))`.
 */
export function withScope<Model>(model: Model): Model {
  const scope = current()
  if (!scope) return model
  const view = viewOf(scope)
  const hide = <T>(value: T): T => lazily(() => tellRender(view), value)
  if (!isPayload(model)) return hide(model)
  const [first] = Object.keys(model)
  return first === undefined ? model : { ...model, [first]: hide(model[first]) }
}

/** As React's own packages make them for one another. `lazy()` would add to what is sent in development. */
function lazily<T>(before: () => void, value: T): T {
  const init = () => {
    before()
    return value
  }
  return { $$typeof: Symbol.for('react.lazy'), _payload: null, _init: init } as T
}

function isPayload(model: unknown): model is Record<string, unknown> {
  if (typeof model !== 'object' || model === null || '$$typeof' in model || 'then' in model) return false
  // React refuses all others.
  return Object.getPrototypeOf(model) === Object.prototype
}
