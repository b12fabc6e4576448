import { createAsync, useParams } from '@solidjs/router'
import { Suspense } from 'solid-js'
import { getFirst, getLater } from '../../functions'

export default function Held() {
  const params = useParams()
  const first = createAsync(() => getFirst(), { deferStream: true })
  const later = createAsync(() => getLater(params.id ?? ''))
  return (
    <main>
      <p>{first()}</p>
      <Suspense fallback={<p>wait</p>}>
        <p>{later()}</p>
      </Suspense>
    </main>
  )
}
