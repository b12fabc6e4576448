// The renderer for the edge, which @vitejs/plugin-rsc ships, on Node too.
import { describeRequests } from './requests.ts'

describeRequests('edge')
