// The routes of an MRT file (RFC 6396, TABLE_DUMP_V2), grouped by their attributes. Of each prefix the first path is taken.

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Prefix } from '../base/ip.ts'
import { decodeAttributes } from '../bgp/attributes.ts'
import type { PathAttributes } from '../bgp/attributes.ts'
import { ATTRIBUTE } from '../bgp/iana.ts'
import { readMrt } from '../router/mrt.ts'
import type { Announcement } from './announcements.ts'

/** What belongs to the session the routes were learned on, and what an external peer must not get. */
const LEFT_OUT = new Set<number>([ATTRIBUTE.NEXT_HOP, ATTRIBUTE.MP_REACH_NLRI, ATTRIBUTE.MP_UNREACH_NLRI])
/** A set that leaves no room for prefixes in a message of 4096 octets is left out. */
const OCTETS_MAX = 3_500

/** Reads the file, plain or gzip; throws when it is no MRT file or has no routes. `med` takes the place of theirs. */
export function readRoutesFile(file: string, med: number | undefined): Announcement[] {
  const octets = readFileSync(file)
  const announcements = announcementsOf(octets[0] === 0x1f && octets[1] === 0x8b ? gunzipSync(octets) : octets, med)
  if (announcements.length === 0) throw new Error('no routes of type TABLE_DUMP_V2 in this file')
  return announcements
}

/** The announcements in a file's octets. */
export function announcementsOf(octets: Uint8Array, med: number | undefined): Announcement[] {
  const groups = new Map<
    string,
    { readonly attributes: Uint8Array; readonly prefixes: readonly [number[], number[]] }
  >()
  for (const record of readMrt(octets)) {
    if (record.type !== 'rib') continue
    const attributes = record.entries[0]?.attributes
    if (attributes === undefined || attributes.length > OCTETS_MAX) continue
    const key = String.fromCharCode(...attributes)
    let group = groups.get(key)
    if (group === undefined) groups.set(key, (group = { attributes, prefixes: [[], []] }))
    add(group.prefixes[record.prefix.family === 4 ? 0 : 1], record.prefix)
  }
  return [...groups.values()].map(({ attributes, prefixes }) => ({
    attributes: ownAttributes(decodeAttributes(attributes), med),
    prefixes4: { stride: 2, words: Uint32Array.from(prefixes[0]), count: prefixes[0].length / 2 },
    prefixes6: { stride: 5, words: Uint32Array.from(prefixes[1]), count: prefixes[1].length / 5 },
  }))
}

function add(words: number[], prefix: Prefix): void {
  words.push(...prefix.words, prefix.length)
}

function ownAttributes(attributes: PathAttributes, med: number | undefined): PathAttributes {
  return {
    ...attributes,
    originatorId: undefined,
    clusterList: undefined,
    others: attributes.others?.filter(({ code }) => !LEFT_OUT.has(code)),
    ...(med === undefined ? {} : { med }),
  }
}
