import { after, headers } from 'afterword'
import type { ReactNode } from 'react'
import { note, pause } from '../lib/journal'

export default async function Layout({ children }: { children: ReactNode }) {
  const heard = (await headers()).get('x-id')
  await pause()
  after(() => note({ what: 'layout', id: String(heard), heard }))
  return (
    <main>
      <link rel="icon" href="data:," />
      {children}
    </main>
  )
}

export const getConfig = () => ({ render: 'dynamic' }) as const
