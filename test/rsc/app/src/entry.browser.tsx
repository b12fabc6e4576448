import { createFromFetch } from '@vitejs/plugin-rsc/browser'
import type { ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'

const { root } = await createFromFetch<{ root: ReactNode }>(
  fetch(location.href, { headers: { accept: 'text/x-component' } }),
)
hydrateRoot(document, root)
