import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { TLSSocket } from 'node:tls'
import { SettingError } from '../env.ts'

/** Finds a client's address: that of the connection, or what the proxies that are trusted say of it. */
export type FindAddress = (req: Pick<IncomingMessage, 'socket' | 'headers'>) => string

/** Whether the proxy at an address, so many steps from here, is believed. */
type Trust = (address: string, step: number) => boolean

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/**
 * What `TRUST_PROXY` means: a number of proxies, or their addresses and networks, `loopback` for this machine. A header
 * from anybody else changes nothing.
 * @throws SettingError for what is no address
 */
export function createFindAddress(trustProxy: string): FindAddress {
  const trusts = readTrust(trustProxy)
  return (req) => {
    let address = plainAddress(req.socket.remoteAddress ?? '')
    const forwarded = req.headers['x-forwarded-for']
    if (forwarded === undefined) return address
    // the nearest proxy wrote the last one
    const said = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',').toReversed()
    for (const [step, word] of said.entries()) {
      if (!trusts(address, step)) break
      const next = plainAddress(word.trim())
      // a proxy that is trusted names something else than an address: it is itself all that is known
      if (isIP(next) === 0) break
      address = next
    }
    return address
  }
}

/** Whether a client speaks TLS: to us, or to a proxy that is trusted. */
export function createIsHttps(trustProxy: string): (req: Pick<IncomingMessage, 'socket' | 'headers'>) => boolean {
  const trusts = readTrust(trustProxy)
  return ({ socket, headers }) => {
    if (socket instanceof TLSSocket) return true
    const said = String(headers['x-forwarded-proto'] ?? '')
      .split(',')
      .pop()
      ?.trim()
    return said === 'https' && trusts(plainAddress(socket.remoteAddress ?? ''), 0)
  }
}

/** One machine is one key: an IPv6 network of 64 bits is given to one household, IPv4 written as IPv6 is IPv4. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  if (tail !== undefined) while (groups.length + after.length < 8) groups.push('0')
  return [...groups, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
}

function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

function readTrust(setting: string): Trust {
  if (/^\d+$/.test(setting)) return (_address, step) => step < Number(setting)
  const list = new BlockList()
  const entries = setting
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  for (const entry of entries.flatMap((entry) => (entry === 'loopback' ? LOOPBACK : [entry]))) add(list, entry)
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

function add(list: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/')
  const kind = isIPv6(address) ? 'ipv6' : 'ipv4'
  const most = kind === 'ipv6' ? 128 : 32
  const prefix = bits === undefined ? most : Number(bits)
  if (isIP(address) === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
    throw new SettingError(`TRUST_PROXY: “${entry}” is not an address or a network such as 10.0.0.0/8.`)
  list.addSubnet(address, prefix, kind)
}
