// `ask` as afterword answers it: the scope, the task that is given there and the headers must be of one request.
import { after, currentScope, headers } from '../../../runtime/index-server.ts'
import { answersOf, userOf } from './answers.ts'

export { later } from './answers.ts'
export * from './fakes.ts'

export const asking = (program: string) => (wanted: string) => {
  const answer = { wanted, got: 'none' }
  answersOf(program).push(answer)
  const scope = currentScope()
  try {
    after(() => {
      if (currentScope() !== scope) answer.got = `torn: the task ran in ${currentScope()?.name}`
    })
    if (!scope) throw new Error('torn: after() knew a request, currentScope() none')
    answer.got = userOf(scope.name, program)
    if (scope.host !== 'situation' || scope.state === 'drained') return
    const header = headers().get('x-user')
    if (header !== answer.got) answer.got = `torn: the headers are of ${header}`
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    answer.got = code ?? message
  }
}
