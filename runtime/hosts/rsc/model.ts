// The way of a scope into a render: beside the model, never in it. In development React serialises whatever props hold.
//
//   model   →   lazy      when React reads it: tell the render its scope; model
//
// Keeps: every byte of what is rendered. A component around the model would not: React wraps keyed children of one in a list of their own.
import { unviewed } from '../../callbacks.ts'
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
  // A renderer may be made where something is kept for whoever comes (R2): what is rendered is this request's all the same.
  const scope = unviewed(current())
  if (!scope) return model
  const view = viewOf(scope)
  const init = () => {
    tellRender(view)
    return model
  }
  // As React's own packages make them for one another. `lazy()` would add to what is sent in development.
  return { $$typeof: Symbol.for('react.lazy'), _payload: null, _init: init } as Model
}
