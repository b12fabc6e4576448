import { pathToFileURL } from 'node:url'
import { ask } from './ask.js'

console.log(JSON.stringify(await ask(await import(pathToFileURL(process.argv[2])))))
