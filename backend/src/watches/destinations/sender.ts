/** The address that mails are from: `?from=` of SMTP_URL, or its user; null if neither is an address. */
export function senderOf(url: string): string | null {
  const { searchParams, username } = new URL(url)
  const from = searchParams.get('from') ?? decodeURIComponent(username)
  return from.includes('@') ? from : null
}
