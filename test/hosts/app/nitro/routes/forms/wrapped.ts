import { tell, wrap } from '../../../forms/tell.ts'

export default wrap(async ({ url }: { url: URL }) => tell(`wrapped ${url.pathname}`))
