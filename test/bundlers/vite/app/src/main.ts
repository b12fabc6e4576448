import { hostInfo } from 'afterword'
import { priceOf } from './price.ts'

document.title = `${priceOf('7')} in a ${hostInfo().name}`
import('./lazy.ts').then(({ show }) => show())
