import { nobody, tell } from '../../../forms/tell.ts'

export default async ({ url }: { url: URL } = nobody) => tell(`default ${url.pathname}`)
