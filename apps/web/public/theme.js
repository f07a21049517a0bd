// Runs before the first paint, so that a reader who chose dark is not shown white first. `src/ui/theme.ts` writes it.
try {
  const theme = localStorage.getItem('vouch-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // storage is closed to us: the system's own preference holds
}
