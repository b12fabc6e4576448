// One file, for one installation of what all of them need.
import './spans.ts'
import './edges.ts'
import './jobs.ts'
import './reporters.ts'
