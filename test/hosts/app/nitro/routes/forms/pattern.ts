import { tell } from '../../../forms/tell.ts'

export default async ({ url }: { url: URL }) => tell(`pattern ${url.pathname}`)
