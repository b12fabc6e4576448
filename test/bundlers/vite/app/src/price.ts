/** Of either side. */
export const priceOf = (id: string): number => Number(id) * 100
