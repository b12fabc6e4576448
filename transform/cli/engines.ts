/** What carries the plan out for `afterword explain`. Each is loaded only when it is asked for. */
import path from 'node:path'
import type * as Babel from '@babel/core'
import type * as Swc from '@swc/core'
import type { Plan } from '../analyze/index.ts'
import type { AfterwordMetadata } from '../babel.ts'
import { UserError } from '../diagnostics/diagnostic.ts'
import { resolveOptions } from '../options.ts'
import { isOwnCode } from '../package.ts'

interface Explainable {
  plan: Plan
  /** The compiled text. */
  code: string
}

/** @throws UserError when the file cannot be parsed, or what the engine needs is missing */
type Engine = (file: string, code: string) => Promise<Explainable>

export const engines: Record<string, Engine> = {
  async text(file, code) {
    const { compile } = await import('../compile.ts')
    const { languageOf, sourceTypeOf } = await import('../parse.ts')
    if (isOwnCode(file, code)) throw new UserError('own-runtime', { file })
    const name = path.relative(process.cwd(), file).replaceAll('\\', '/')
    const source = {
      code,
      name,
      language: languageOf(file) ?? ('jsx' as const),
      sourceType: sourceTypeOf(file),
    }
    const { plan, text } = compile(source, resolveOptions({ debug: false }))
    return { plan, code: text?.toString() ?? code }
  },

  async babel(file, code) {
    const babel = await importBabel()
    const { default: plugin } = await import('../babel.ts')
    const compiled = transformWithBabel(babel, plugin, file, code)
    const metadata = (compiled.metadata as { afterword?: AfterwordMetadata }).afterword
    if (!metadata) throw new UserError('own-runtime', { file })
    return { plan: metadata.plan, code: compiled.code ?? '' }
  },

  swc: compileWithSwc,
}

/** The plan is the same in every engine, and SWC's says nothing of it. */
async function compileWithSwc(file: string, code: string): Promise<Explainable> {
  const { plan } = await (engines.text as Engine)(file, code)
  const swc = await importSwc()
  const { swcPlugin } = await import('../swc.ts')
  const typescript = /\.[cm]?tsx?$/.test(file)
  const parser = typescript
    ? { syntax: 'typescript' as const, tsx: file.endsWith('x'), decorators: true }
    : { syntax: 'ecmascript' as const, jsx: true, decorators: true }
  const compiled = await swc.transform(code, {
    filename: file,
    swcrc: false,
    configFile: false,
    isModule: /\.c[jt]s$/.test(file) ? false : 'unknown',
    jsc: {
      parser,
      target: 'esnext',
      transform: { react: { runtime: 'preserve' } },
      preserveAllComments: true,
      experimental: { plugins: [swcPlugin({ debug: false })], runPluginFirst: true },
    },
  } as Parameters<typeof swc.transform>[1])
  return { plan, code: compiled.code }
}

async function importSwc(): Promise<typeof Swc> {
  try {
    return await import('@swc/core')
  } catch {
    throw new UserError('missing-swc')
  }
}

async function importBabel(): Promise<typeof Babel> {
  try {
    return await import('@babel/core')
  } catch {
    throw new UserError('missing-babel')
  }
}

function transformWithBabel(
  babel: typeof Babel,
  plugin: unknown,
  file: string,
  code: string,
): Babel.FileResult {
  const typescript = /\.[cm]?tsx?$/.test(file)
  const jsx = !typescript || file.endsWith('x')
  // biome-ignore lint/suspicious/noExplicitAny: the list of parser plugins differs between Babel's majors
  const plugins: any[] = [
    ...(typescript ? ['typescript'] : []),
    ...(jsx ? ['jsx'] : []),
    ['decorators', { version: '2023-11' }],
    'explicitResourceManagement',
  ]
  try {
    const result = babel.transformSync(code, {
      filename: file,
      configFile: false,
      babelrc: false,
      // What cannot be stored is explained, too.
      caller: { name: 'afterword', readsAfterword: true } as { name: string },
      sourceType: /\.c[jt]s$/.test(file) ? 'script' : 'unambiguous',
      parserOpts: { plugins, allowReturnOutsideFunction: true },
      plugins: [[plugin as never, { debug: false, include: 'node_modules' }]],
    })
    return result as Babel.FileResult
  } catch (error) {
    if ((error as { code?: string }).code === 'BABEL_PARSE_ERROR')
      throw new UserError('syntax-error', { problem: (error as Error).message })
    throw error
  }
}
