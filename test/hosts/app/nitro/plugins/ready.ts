import { ready } from '../../process.ts'

export default () => ready(Number(process.env.PORT))
