// No browser loads its component.
export const csr = false
