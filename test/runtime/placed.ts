// `after` as compiled code calls it: with the place where the call is written.
import { afterWith, at } from '../../runtime/compiled.ts'
import { after as publicAfter } from '../../runtime/index.ts'
import type { AfterHandle, AfterOptions, Task } from '../../runtime/types.ts'

type Options = [options?: AfterOptions]

export const compiledAfter = (place: string, task: Task, ...options: Options): AfterHandle =>
  options.length > 0 ? publicAfter(task, at(place, options[0])) : publicAfter(at(place, task))

export const compiledWith = (place: string, carrier: object, task: Task): AfterHandle =>
  afterWith(carrier, at(place, task))
