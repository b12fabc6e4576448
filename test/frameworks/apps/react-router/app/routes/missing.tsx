import { data } from 'react-router'
import { work } from '../lib/work'

export const loader = async () => {
  await work('missing')
  throw data('not here', { status: 404 })
}

export default () => <p>never</p>
