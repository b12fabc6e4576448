import { take } from '../../../forms/tell.ts'

export default () => take()
