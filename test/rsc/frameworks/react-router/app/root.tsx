import { after, headers } from 'afterword'
import type { ReactNode } from 'react'
import { Outlet } from 'react-router'
import { note, pause } from './lib/journal'

export async function ServerLayout({ children }: { children: ReactNode }) {
  const heard = (await headers()).get('x-id')
  await pause()
  after(() => note({ what: 'layout', id: String(heard), heard }))
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
      </head>
      <body>{children}</body>
    </html>
  )
}

export function ServerComponent() {
  return <Outlet />
}
