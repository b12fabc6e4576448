import { work } from '../lib/work'

export const loader = async () => {
  await work('broken')
  throw new Error('as it should')
}

export default () => <p>never</p>
