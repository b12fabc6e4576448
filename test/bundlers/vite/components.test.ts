// Components come to us as their compiler has written them: what is said of them leads to the author's lines.
import MagicString from 'magic-string'
import { createLogger, createServer, type Plugin } from 'vite'
import { expect, it } from 'vitest'
import { openProject } from './project.ts'

const COMPONENT = `<p>hello</p>
<script>
import { after } from 'afterword'

export async function card(load) {
  await load()
  after(() => {})
}
export const wrong = () => after(42)
</script>
`

/** As those of Svelte, Astro and Vue do: a module instead of the component, and a map. */
const compiler: Plugin = {
  name: 'compiler',
  transform(code, id) {
    if (!/\.(?:svelte|astro|vue)$/.test(id)) return null
    const text = new MagicString(code)
    text.remove(0, code.indexOf('<script>') + '<script>'.length)
    text.remove(code.indexOf('</script>'), code.length)
    text.prepend('// written\n// by\n// a compiler\n'.repeat(3))
    return { code: text.toString(), map: text.generateMap({ source: id, hires: true }) }
  },
}

it.each(['svelte', 'astro', 'vue'])(
  'a component of .%s is compiled for the server, by its own lines',
  async (ending) => {
    const file = `src/card.${ending}`
    using project = openProject({ [file]: COMPONENT })
    const said: string[] = []
    const customLogger = { ...createLogger(), warn: (text: string) => void said.push(text) }
    const server = await createServer({
      root: project.root,
      configFile: false,
      customLogger,
      plugins: [await project.plugin(), compiler],
      server: { middlewareMode: true, ws: false },
    })
    try {
      const { ssr, client } = server.environments
      const code = (await ssr?.transformRequest(`/${file}`))?.code
      expect(code).toContain(`"${file}:7"`)
      expect(code).toContain('afterword/compiled')
      expect((await client?.transformRequest(`/${file}`))?.code).not.toContain('afterword/compiled')
      expect(said.join('\n')).toContain(`AFTERWORD_BAD_TASK at ${file}:9`)
      expect(said.join('\n')).toMatch(/> +9 \| export const wrong/)
    } finally {
      await server.close()
    }
  },
)
