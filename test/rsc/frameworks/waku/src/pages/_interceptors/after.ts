import { currentScope } from 'afterword'
import { withPrerender } from 'afterword/rsc'

// `waku build` renders static pages, and nobody has asked for them.
export default (next: () => Promise<unknown>) => (currentScope() ? next() : withPrerender('waku build', next))
