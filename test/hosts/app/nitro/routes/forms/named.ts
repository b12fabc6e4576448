import { tell } from '../../../forms/tell.ts'

const handler = async (_event: unknown) => tell('named')
export default handler
