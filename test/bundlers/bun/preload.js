import afterword from 'afterword/bun'

Bun.plugin(afterword())
