import { defineHandler } from 'h3'
import { tell } from '../../../forms/tell.ts'

export default defineHandler(async () => tell('defined'))
