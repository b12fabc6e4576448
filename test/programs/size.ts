import type { Engine } from './engines.ts'
import { type Program, program } from './grammar.ts'

/** Programs grow with the number of the seed, and begin small again: small ones fail where they can be read. */
export const sizeOf = (seed: number): number => 4 + Math.floor(((seed % 500) / 500) * 44)

/** The program of a seed, without what the engine leaves out. */
export const programFor = ({ allow }: Engine, seed: number): Program =>
  program(seed, { size: sizeOf(seed), ...(allow ? { allow } : {}) })
