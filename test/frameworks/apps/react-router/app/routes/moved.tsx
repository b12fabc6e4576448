import { redirect } from 'react-router'
import { work } from '../lib/work'

export const loader = async ({ params }: { params: { id?: string } }) => {
  await work('moved')
  return redirect(`/page/${params.id}`)
}

export default () => <p>never</p>
