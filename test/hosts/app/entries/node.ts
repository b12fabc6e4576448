import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { withAfter } from 'afterword/node'
import { answer } from '../app.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/node.ts'
import { callOfIncoming, send } from '../node.ts'
import { echoUpgrades, portOf, ready } from '../process.ts'

const listener = withAfter(
  foreignHandler(async (req: IncomingMessage, res: ServerResponse) => {
    if (await answerForm(req, res)) return
    await send(res, await answer(callOfIncoming(req, { req, res })))
  }),
)
const server = createServer((req, res) => {
  listener(req, res).catch(() => {
    res.statusCode = 500
    res.end('sorry')
  })
})
echoUpgrades(server)
server.listen(0, '127.0.0.1', () => ready(portOf(server)))
