import type { APIEvent } from '@solidjs/start/server'
import { answer } from '../lib/journal'

export const GET = ({ request }: APIEvent) => answer(new URL(request.url))
