import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether an element has been within `margin` of the viewport; stays true from then on. */
export function useNear<T extends Element>(margin = '400px'): [ref: RefObject<T | null>, isNear: boolean] {
  const ref = useRef<T>(null)
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    if (ref.current === null || isNear) return
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setIsNear(true),
      { rootMargin: margin },
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [isNear, margin])
  return [ref, isNear]
}
