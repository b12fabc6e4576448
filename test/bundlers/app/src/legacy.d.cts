export function deliver(id: string, send: (id: string) => void): Promise<void>
