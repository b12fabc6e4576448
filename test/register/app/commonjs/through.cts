let waiting: (() => void)[] = []

/** Holds everybody until all eight are here, then lets them go in the other order. */
async function through<T>(id: string, then: () => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => {
    waiting.unshift(resolve)
    if (waiting.length === 8) for (const each of waiting.splice(0)) setTimeout(each, 1)
  })
  waiting = [...waiting]
  return id === '' ? Promise.reject(new TypeError('no id')) : then()
}

module.exports = { through }
