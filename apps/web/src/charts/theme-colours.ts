import type { CssColour } from './plot-layer.ts'

/** A colour of the page as it is at the moment. */
export function colourNow(name: CssColour | '--rule'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Tells when the page's colours change: by its own switch, or with the machine's. @returns how to stop it */
export function onColourChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const machine = matchMedia('(prefers-color-scheme: dark)')
  machine.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    machine.removeEventListener('change', listener)
  }
}
