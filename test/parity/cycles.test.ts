// Names that stand for one another in a circle: nobody follows them for ever.
import { expect, test } from 'vitest'
import { transform } from '../../transform/transform.ts'

const HANDLER = 'export async function GET(request) { await request.text(); save() }'

test.each([
  'var a = b, b = a; export { a }',
  'var a = a; export { a }',
  'var a = b, b = c, c = a; export default a',
  'var a = b, b = a; module.exports = a',
  'var a = b, b = a; exports.GET = a',
  'var a = { GET: b }, b = a; export default b',
  'var a = b(a), b = a; export default a',
  'var a = b, b = a; after(a); a(() => save()); new a(() => save())',
  'var a = b, b = a; setTimeout(a); Promise.resolve().then(b)',
  'var a = a.b, { c } = c; a.after(c); a.cookies()',
  "import * as x from 'afterword'; var a = x, x2 = a, a2 = x2; a2.after(() => save())",
  'var run = run.run; run.run(() => save()); new Promise(run)',
  'var h = h.get, app = app; app.get("/", h); app.use(app)',
  'var f = f.toString(), g = f + g; String(f)',
])('%s', (code) => {
  const kinds = code.includes('exports') ? 'a.cjs' : 'a.mjs'
  const text = `${code}; ${code.includes('exports') ? HANDLER.replace('export ', '') : HANDLER}`
  expect(transform(text, `/app/${kinds}`, { root: '/app' })?.code).toContain('afterword/compiled')
})
