/** Where the API is: the page's own origin unless the build names another. */
export const API_URL: string = import.meta.env['VITE_API_URL'] ?? ''
