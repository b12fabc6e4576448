// What compiled code with durable tasks imports. A bundle without them has nothing of it.
export { registerJob as job } from './home.ts'
export { durable } from './task.ts'
