import { conform } from './conform.ts'

conform('Vercel', 'Netlify', 'Lambda')
