/** Programs grow with the number of the seed, and begin small again: small ones fail where they can be read. */
export const sizeOf = (seed: number): number => 4 + Math.floor(((seed % 500) / 500) * 44)
