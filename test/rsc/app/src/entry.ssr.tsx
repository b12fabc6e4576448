import { createFromReadableStream } from '@vitejs/plugin-rsc/ssr'
import { type ReactNode, use } from 'react'
import type { ReactFormState } from 'react-dom/client'
import { renderToReadableStream } from 'react-dom/server.edge'

interface Payload {
  root: ReactNode
}

/** @throws what the shell threw, with its digest */
export async function renderHtml(
  stream: ReadableStream<Uint8Array>,
  { formState = null }: { formState?: ReactFormState | null },
  settled = false,
): Promise<ReadableStream<Uint8Array>> {
  let payload: Promise<Payload> | undefined
  const Document = (): ReactNode => {
    payload ??= createFromReadableStream<Payload>(stream)
    return use(payload).root
  }
  const bootstrapScriptContent = await import.meta.viteRsc.loadBootstrapScriptContent('index')
  const html = await renderToReadableStream(<Document />, {
    bootstrapScriptContent,
    formState,
    onError: (error) => (error as { digest?: string }).digest,
  })
  if (settled) await html.allReady
  return html
}
