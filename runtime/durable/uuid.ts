// The id of a job. Of `durable: { id }` it is made (RFC 9562, version 5), so that the same id of the same name is the same job.
const SPACE = 'b9f6a3c2-6d0e-4f58-9a55-0f8c5f7d2e11'

const bytesOf = (uuid: string): number[] =>
  [...uuid.replaceAll('-', '').matchAll(/../g)].map(([two]) => Number.parseInt(two, 16))

export async function jobId(name: string, id: string | undefined): Promise<string> {
  if (id === undefined) return crypto.randomUUID()
  // No name of a task has a line's end.
  const text = new TextEncoder().encode(`${name}\n${id}`)
  const hash = await crypto.subtle.digest('SHA-1', Uint8Array.from([...bytesOf(SPACE), ...text]))
  const bytes = new Uint8Array(hash).slice(0, 16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
