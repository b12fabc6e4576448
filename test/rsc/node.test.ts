// Node's own renderer: `@vitejs/plugin-rsc/rsc/server.node`.
import { describeRequests } from './requests.ts'

describeRequests('node')
