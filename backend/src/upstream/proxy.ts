/** Proxies for requests to upstream, as curl and most programs read them from the environment. */

export interface UpstreamProxy {
  /** For http upstreams, and for https ones if `https` is absent. With userinfo. */
  http?: string
  https?: string
  /** Hosts that are requested directly: names, which include their subdomains, with or without a port; `*` is all. */
  no?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The values of the variables, lower case first; null if no proxy is set. */
export function proxyIn(env: Environment): UpstreamProxy | null {
  const [http, https, no] = ['http_proxy', 'https_proxy', 'no_proxy'].map(
    (name) => env[name] ?? env[name.toUpperCase()],
  )
  if (!http && !https) return null
  return { ...(http && { http: withScheme(http) }), ...(https && { https: withScheme(https) }), ...(no && { no }) }
}

/** Whether a value can be used: a URL whose credentials can be decoded. */
export function isProxyUrl(value: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(withScheme(value))
    decodeURIComponent(username + password)
    return ['http:', 'https:'].includes(protocol) && hostname !== ''
  } catch {
    return false
  }
}

/** Also `proxy.example.com:3128`, as curl accepts it. */
function withScheme(value: string): string {
  return value.includes('://') ? value : `http://${value}`
}

/** Credentials in every form in which they are configured or sent. */
export function proxySecrets({ http, https }: UpstreamProxy): string[] {
  return [http, https].flatMap((value) => {
    if (value === undefined) return []
    const { username, password } = new URL(value)
    const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)]
    const basic = user || secret ? Buffer.from(`${user}:${secret}`).toString('base64') : ''
    return [username, password, user, secret, basic].filter((each) => each !== '')
  })
}

/**
 * The variable with the proxy for a protocol, for messages, some of which are public and must not have its address; null: none. NO_PROXY
 * may except a host from it.
 */
export function proxyNameFor(proxy: UpstreamProxy | undefined, protocol: string): string | null {
  if (protocol === 'https:' && proxy?.https) return 'HTTPS_PROXY is set'
  return proxy?.http ? 'HTTP_PROXY is set' : null
}
