import { useEffect, useState } from 'react'
import { counted } from './format.ts'

/** How long until another try is worth it. Read out once, when it appears; the seconds then pass in silence. */
export function Countdown({ seconds }: { seconds: number }) {
  const [until] = useState(() => Date.now() + seconds * 1000)
  const [left, setLeft] = useState(Math.ceil(seconds))
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 500)
    return () => clearInterval(timer)
  }, [until])
  return (
    <p role="timer" aria-live="off" data-numeric>
      {left > 0 ? `Try again in ${counted(left, 'second')}.` : 'You can try again now.'}
    </p>
  )
}
