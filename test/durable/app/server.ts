// All hosts in one process, to be killed: one loss of it is an experiment on each of them.
import { configureAfter } from 'afterword'
import { configureDurable } from 'afterword/durable'
import { pgBoss } from 'afterword/durable/pg-boss'
import { hosts } from './hosts.ts'

const engine = pgBoss({ connectionString: process.env.DATABASE as string, max: 8 })
configureDurable({ engine })
configureAfter({ onError: (error) => console.error(error) })
await engine.open()
const ports: Record<string, number> = {}
for (const [name, start] of Object.entries(hosts)) ports[name] = await start()
console.log(JSON.stringify(ports))
