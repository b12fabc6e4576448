import { A, createAsync, useParams, useSubmission } from '@solidjs/router'
import { getPage, getSecond, say } from '../../functions'

export default function Page() {
  const params = useParams()
  const page = createAsync(() => getPage(params.id ?? ''), { deferStream: true })
  const second = createAsync(() => getSecond())
  const submission = useSubmission(say)
  return (
    <main>
      <p id="page">{page()}</p>
      <p>{second()}</p>
      <p id="said">{submission.result}</p>
      <A href="/page/next">next</A>
      <form action={say} method="post">
        <input name="word" value="hello" />
        <button type="submit" id="say">
          say
        </button>
      </form>
    </main>
  )
}
