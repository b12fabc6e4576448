'use client'

import { useState } from 'react'
import { shared } from './shared.ts'

export function Counter({ id }: { id: string }) {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {shared(id)} {count}
    </button>
  )
}
