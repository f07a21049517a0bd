import type { ComponentProps } from 'react'

const BASE =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-md py-2 text-sm font-medium transition-colors disabled:opacity-55'
const LOOKS = {
  // the border is seen where a reader's own colours take the place of all others
  primary: 'px-4 border border-transparent bg-accent text-on-accent enabled:hover:brightness-110',
  plain: 'px-4 border border-edge bg-surface text-ink enabled:hover:bg-sunken',
  danger: 'px-4 border border-danger bg-surface text-danger enabled:hover:bg-danger-wash',
  quiet: 'text-accent underline decoration-1 underline-offset-4 enabled:hover:decoration-2 px-1 min-h-8',
} as const

export type ButtonLook = keyof typeof LOOKS

export function Button({ look = 'plain', className = '', ...rest }: ComponentProps<'button'> & { look?: ButtonLook }) {
  return <button type="button" className={`${BASE} ${LOOKS[look]} ${className}`} {...rest} />
}

/** A link that is pressed like a button: a download. */
export function ButtonLink({ className = '', ...rest }: ComponentProps<'a'>) {
  return <a className={`${BASE} px-4 border border-edge bg-surface text-ink hover:bg-sunken ${className}`} {...rest} />
}
