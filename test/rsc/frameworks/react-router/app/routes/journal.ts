import { answer } from '../lib/journal'

export const loader = ({ request }: { request: Request }): Response => answer(request)
