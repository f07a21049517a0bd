/** `share` between 0 and 1, or null while nobody can say how far it is. */
export function ProgressBar({ share, label }: { share: number | null; label: string }) {
  return (
    <div className="space-y-1.5">
      <p className="text-sm" role="status" data-numeric>
        {label}
      </p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
        className="h-1.5 overflow-hidden rounded-full bg-rule"
      >
        <div
          className={`h-full rounded-full bg-accent ${share === null ? 'w-1/3 animate-pulse' : 'transition-[width]'}`}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </div>
    </div>
  )
}
