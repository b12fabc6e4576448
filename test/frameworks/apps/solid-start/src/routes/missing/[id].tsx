import { createAsync } from '@solidjs/router'
import { HttpStatusCode } from '@solidjs/start'
import { Show } from 'solid-js'
import { getMissing } from '../../functions'

export default function Missing() {
  const missing = createAsync(() => getMissing(), { deferStream: true })
  return (
    <Show when={missing()}>
      <HttpStatusCode code={404} />
      <p>{missing()}</p>
    </Show>
  )
}
