import { answer } from '../../lib/journal'

export const GET = async (request: Request): Promise<Response> => answer(request)
