import { createAsync, useParams } from '@solidjs/router'
import { getMoved } from '../../functions'

export default function Moved() {
  const params = useParams()
  const moved = createAsync(() => getMoved(params.id ?? ''), { deferStream: true })
  return <p>{moved()}</p>
}
