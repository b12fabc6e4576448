export { afterword as default } from 'afterword/hono'
