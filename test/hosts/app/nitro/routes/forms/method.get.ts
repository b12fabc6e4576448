import { tell } from '../../../forms/tell.ts'

export default async () => tell('method')
