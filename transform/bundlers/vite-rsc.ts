/**
 * React Server Components in Vite: an environment that resolves `react-server` renders them, and is compiled for the host `rsc`. Beside it the
 * environment `ssr` renders client components to HTML: it gets what a browser gets.
 *
 * The scope gets into a render where the renderer takes its model (runtime/hosts/rsc/model.ts), in the renderer's own code: whoever calls
 * it by whatever name, from a package or from what Vite bundled before it serves.
 *
 *     exports.renderToReadableStream = function (model, …) { model = (…)(model); …
 */
import MagicString from 'magic-string'
import type { Environment, Plugin } from 'vite'
import { isFunction, isMember, type Node, propertyName, walk } from '../analyze/nodes.ts'
import { parse, splitId } from '../parse.ts'

/** What plugins are told of an environment: before it is made, not all of it. */
type Named = Pick<Environment, 'name' | 'config' | 'getTopLevelConfig'>

export const rendersComponents = ({ config }: Pick<Named, 'config'>): boolean =>
  config.resolve.conditions.includes('react-server')

/** Whether it renders the client components of an app whose other components another environment renders. */
export function rendersClients(environment: Named): boolean {
  if (environment.name !== 'ssr' || rendersComponents(environment)) return false
  const { environments } = environment.getTopLevelConfig()
  return Object.values(environments).some((config) => rendersComponents({ config } as Named))
}

const RENDERERS = /^(?:renderTo\w+|prerender\w*)$/
/** Assignments of such functions in a file that knows of server references: react-dom's own has the same names. */
const MAY_RENDER = /\bexports[\w$]*\.(?:renderTo|prerender)\w*\s*=\s*function/
const SCRIPTS = /\.[cm]?js(?:$|\?)/
const REFERENCES = 'react.server.reference'

const HOOK = 'globalThis[Symbol.for("afterword.rsc.render.v1")]'

export function rsc(): Plugin {
  return {
    name: 'afterword:rsc',
    // What is prepended to a renderer by others makes it half a module.
    enforce: 'pre',
    applyToEnvironment: rendersComponents,
    configEnvironment(_name, { resolve }) {
      if (!resolve?.conditions?.includes('react-server')) return null
      // The React of this environment is in the build; ours must ask that one.
      return { resolve: { noExternal: ['afterword'] }, optimizeDeps: { exclude: ['afterword'] } }
    },
    transform: {
      filter: { id: SCRIPTS, code: MAY_RENDER },
      handler(code, id) {
        // Said twice: before Vite 6.3 nobody reads filters.
        if (!SCRIPTS.test(id) || !code.includes(REFERENCES)) return null
        const { program } = parse(code, splitId(id).filename, 'jsx', 'unambiguous')
        const renderers = findRenderers(program)
        if (renderers.length === 0) return null
        const text = new MagicString(code)
        for (const { body, params } of renderers) {
          const [{ name }] = params
          text.appendLeft(body.start + 1, ` ${name} = (${HOOK} || ((model) => model))(${name});`)
        }
        return { code: text.toString(), map: text.generateMap({ source: id, hires: 'boundary' }) }
      },
    },
  }
}

function findRenderers(program: Node): Node[] {
  const found: Node[] = []
  walk(program, ({ type, left, right }) => {
    if (type !== 'AssignmentExpression' || !isMember(left) || !isFunction(right)) return
    const isNamed = RENDERERS.test(propertyName(left) ?? '')
    if (isNamed && right.params[0]?.type === 'Identifier') found.push(right)
  })
  return found
}
