'use client'

export function Order({ item }) {
  const order = async () => {
    const response = await fetch('/api', { method: 'POST', body: item })
    alert(await response.text())
  }
  return (
    <button type="button" onClick={order}>
      Order {item}
    </button>
  )
}
