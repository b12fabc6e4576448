import { answer } from '../lib/journal'

export const loader = ({ request }: { request: Request }) => answer(new URL(request.url))
