// Nitro's plain functions: nothing but the file says that a request calls them.
import { tell } from '../../../forms/tell.ts'

export default async () => tell('none')
