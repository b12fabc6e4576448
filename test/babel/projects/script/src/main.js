#!/usr/bin/env node
'use strict'
const http = require('node:http')
const { after, currentScope, drainAfter } = require('afterword')
const { withAfter } = require('afterword/node')
const { journal, task, note } = require('./journal.js')

const server = http.createServer(
  withAfter(async function (request, response) {
    const id = request.url.slice(1)
    await note('handled', id)
    await task('given', id)
    response.end(id)
    after(() => journal.push({ what: 'inline', id, scope: currentScope().name }))
  }),
)
server.listen(0, 'localhost', async () => {
  const bodies = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (id) => (await fetch(`http://localhost:${server.address().port}/${id}`)).text()),
  )
  const { lost } = await drainAfter({ timeout: 2000 })
  server.closeAllConnections()
  server.close()
  console.log(JSON.stringify({ bodies, journal, lost: lost.map(({ name }) => name) }))
})
