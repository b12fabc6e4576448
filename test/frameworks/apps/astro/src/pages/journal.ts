import { answer } from '../lib/journal'

export const GET = ({ url }: { url: URL }) => answer(url)
