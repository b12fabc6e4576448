// Where no request is found, the error names the line that the project's framework wants.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const tool = join(import.meta.dirname, '../../runtime/tool.ts')

const lines: Record<string, RegExp> = {
  sveltekit: /afterword\/sveltekit, in hooks\.server/,
  'react-router': /afterword\/react-router, in root/,
  'tanstack-start': /afterword\/tanstack-start, in src\/server/,
  astro: /afterword\/astro, in astro\.config/,
  'solid-start': /createMiddleware\(\[afterword\(\)\]\), of afterword\/h3/,
  nuxt: /modules: \['afterword\/nuxt'\]/,
  nest: /\[AfterwordModule\], of afterword\/nest/,
  koa: /afterword\/koa/,
}

test.each(Object.entries(lines))('%s', (folder, line) => {
  const code = `import(${JSON.stringify(tool)}).then(({ hostLine }) => console.log(hostLine([])))`
  const cwd = join(import.meta.dirname, 'apps', folder)
  expect(execFileSync(process.execPath, ['-e', code], { cwd, encoding: 'utf8' })).toMatch(line)
})

test('Nest, where Express is all that was loaded as CommonJS', () => {
  const express = createRequire(import.meta.url).resolve('express')
  const code = `require(${JSON.stringify(express)});import(${JSON.stringify(tool)}).then(({ hostLine }) => console.log(hostLine([])))`
  const cwd = join(import.meta.dirname, 'apps/nest')
  expect(execFileSync(process.execPath, ['-e', code], { cwd, encoding: 'utf8' })).toMatch(
    lines.nest as RegExp,
  )
})
