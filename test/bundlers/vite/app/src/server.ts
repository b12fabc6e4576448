import { withAfter } from 'afterword/node'
import { journal } from './audit.ts'
import { explode, order } from './order.ts'

export const listener = withAfter(async (req, res) => {
  const url = new URL(req.url ?? '/', 'http://app')
  if (url.pathname === '/journal') return res.end(JSON.stringify(journal))
  try {
    if (url.pathname === '/boom') await explode()
    res.end(await order(url.searchParams.get('id') ?? '', () => res.writableFinished))
  } catch (error) {
    res.statusCode = 500
    res.end((error as Error).stack)
  }
})
