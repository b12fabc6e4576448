import { createServer } from 'node:http'
import { afterword } from 'afterword/express'
import express, { type ErrorRequestHandler } from 'express'
import { answer } from '../app.ts'
import { foreignExpress } from '../foreign.js'
import { mountForms } from '../forms/express.ts'
import { callOfIncoming, send } from '../node.ts'
import { echoUpgrades, portOf, ready } from '../process.ts'

const app = express()
app.use(afterword())
app.use(foreignExpress)
mountForms(app)
app.use(async (req, res) => {
  await send(res, await answer(callOfIncoming(req, { req, res })))
})
app.use(((_error, _req, res, _next) => {
  res.status(500).send('sorry')
}) as ErrorRequestHandler)

const server = createServer(app)
echoUpgrades(server)
server.listen(0, '127.0.0.1', () => ready(portOf(server)))
