import { afterword } from 'afterword/h3'

export default afterword()
