// Generated from tracker.proto by `npm run generate:wire`: don't edit. Not checked by tsc: protons' output isn't meant for exactOptionalPropertyTypes.
// @ts-nocheck
import { decodeMessage, encodeMessage, enumeration, MaxLengthError, message, streamMessage } from 'protons-runtime'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export enum RefusedReason {
  LATER = 'LATER',
  NOT_A_MEMBER = 'NOT_A_MEMBER',
  TOO_MANY_OF_ONE_ACCOUNT = 'TOO_MANY_OF_ONE_ACCOUNT',
  TOO_MANY_MEMBERS = 'TOO_MANY_MEMBERS',
  REVOKED = 'REVOKED',
  MALFORMED = 'MALFORMED'
}

enum __RefusedReasonValues {
  LATER = 0,
  NOT_A_MEMBER = 1,
  TOO_MANY_OF_ONE_ACCOUNT = 2,
  TOO_MANY_MEMBERS = 3,
  REVOKED = 4,
  MALFORMED = 5
}

export namespace RefusedReason {
  export const codec = (): Codec<RefusedReason> => {
    return enumeration<RefusedReason>(__RefusedReasonValues)
  }
}

export interface TrackerMessage {
  credential?: Uint8Array<ArrayBuffer>
  announce?: AnnounceMessage
  find?: FindMessage
  found?: FoundMessage
  refused?: RefusedMessage
  revoked?: RevokedMessage
}

export namespace TrackerMessage {
  let _codec: Codec<TrackerMessage>

  export const codec = (): Codec<TrackerMessage> => {
    if (_codec == null) {
      _codec = message<TrackerMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        obj = { ...obj }

        if (obj.revoked != null) {
          obj.refused = undefined
          obj.found = undefined
          obj.find = undefined
          obj.announce = undefined
          obj.credential = undefined
        }

        if (obj.refused != null) {
          obj.revoked = undefined
          obj.found = undefined
          obj.find = undefined
          obj.announce = undefined
          obj.credential = undefined
        }

        if (obj.found != null) {
          obj.revoked = undefined
          obj.refused = undefined
          obj.find = undefined
          obj.announce = undefined
          obj.credential = undefined
        }

        if (obj.find != null) {
          obj.revoked = undefined
          obj.refused = undefined
          obj.found = undefined
          obj.announce = undefined
          obj.credential = undefined
        }

        if (obj.announce != null) {
          obj.revoked = undefined
          obj.refused = undefined
          obj.found = undefined
          obj.find = undefined
          obj.credential = undefined
        }

        if (obj.credential != null) {
          obj.revoked = undefined
          obj.refused = undefined
          obj.found = undefined
          obj.find = undefined
          obj.announce = undefined
        }

        if (obj.credential != null) {
          w.uint32(10)
          w.bytes(obj.credential)
        }

        if (obj.announce != null) {
          w.uint32(18)
          AnnounceMessage.codec().encode(obj.announce, w)
        }

        if (obj.find != null) {
          w.uint32(26)
          FindMessage.codec().encode(obj.find, w)
        }

        if (obj.found != null) {
          w.uint32(34)
          FoundMessage.codec().encode(obj.found, w)
        }

        if (obj.refused != null) {
          w.uint32(42)
          RefusedMessage.codec().encode(obj.refused, w)
        }

        if (obj.revoked != null) {
          w.uint32(50)
          RevokedMessage.codec().encode(obj.revoked, w)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {}

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.credential = reader.bytes()
              break
            }
            case 2: {
              obj.announce = AnnounceMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.announce
              })
              break
            }
            case 3: {
              obj.find = FindMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.find
              })
              break
            }
            case 4: {
              obj.found = FoundMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.found
              })
              break
            }
            case 5: {
              obj.refused = RefusedMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.refused
              })
              break
            }
            case 6: {
              obj.revoked = RevokedMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.revoked
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        if (obj.revoked != null) {
          delete obj.refused
          delete obj.found
          delete obj.find
          delete obj.announce
          delete obj.credential
        }

        if (obj.refused != null) {
          delete obj.revoked
          delete obj.found
          delete obj.find
          delete obj.announce
          delete obj.credential
        }

        if (obj.found != null) {
          delete obj.revoked
          delete obj.refused
          delete obj.find
          delete obj.announce
          delete obj.credential
        }

        if (obj.find != null) {
          delete obj.revoked
          delete obj.refused
          delete obj.found
          delete obj.announce
          delete obj.credential
        }

        if (obj.announce != null) {
          delete obj.revoked
          delete obj.refused
          delete obj.found
          delete obj.find
          delete obj.credential
        }

        if (obj.credential != null) {
          delete obj.revoked
          delete obj.refused
          delete obj.found
          delete obj.find
          delete obj.announce
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.credential`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield * AnnounceMessage.codec().stream(reader, reader.uint32(), `${prefix}.announce`, {
                limits: opts.limits?.announce
              })

              break
            }
            case 3: {
              yield * FindMessage.codec().stream(reader, reader.uint32(), `${prefix}.find`, {
                limits: opts.limits?.find
              })

              break
            }
            case 4: {
              yield * FoundMessage.codec().stream(reader, reader.uint32(), `${prefix}.found`, {
                limits: opts.limits?.found
              })

              break
            }
            case 5: {
              yield * RefusedMessage.codec().stream(reader, reader.uint32(), `${prefix}.refused`, {
                limits: opts.limits?.refused
              })

              break
            }
            case 6: {
              yield * RevokedMessage.codec().stream(reader, reader.uint32(), `${prefix}.revoked`, {
                limits: opts.limits?.revoked
              })

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface TrackerMessageCredentialFieldEvent {
    field: '$.credential'
    value: Uint8Array<ArrayBuffer>
  }

  export interface TrackerMessageAnnounceHoldingsContentIdFieldEvent {
    field: '$.announce.holdings[].contentId'
    value: string
    index: number
  }

  export interface TrackerMessageAnnounceHoldingsHaveMapFieldEvent {
    field: '$.announce.holdings[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface TrackerMessageAnnounceDepartedFieldEvent {
    field: '$.announce.departed[]'
    index: number
    value: string
  }

  export interface TrackerMessageAnnounceLoadFieldEvent {
    field: '$.announce.load'
    value: number
  }

  export interface TrackerMessageAnnounceAddressesAddressesFieldEvent {
    field: '$.announce.addresses.addresses[]'
    index: number
    value: string
  }

  export interface TrackerMessageAnnounceQueryIdFieldEvent {
    field: '$.announce.queryId'
    value: bigint
  }

  export interface TrackerMessageFindQueryIdFieldEvent {
    field: '$.find.queryId'
    value: bigint
  }

  export interface TrackerMessageFindContentIdsFieldEvent {
    field: '$.find.contentIds[]'
    index: number
    value: string
  }

  export interface TrackerMessageFoundQueryIdFieldEvent {
    field: '$.found.queryId'
    value: bigint
  }

  export interface TrackerMessageFoundFoundContentIdFieldEvent {
    field: '$.found.found[].contentId'
    value: string
    index: number
  }

  export interface TrackerMessageFoundFoundProvidersPeerIdFieldEvent {
    field: '$.found.found[].providers[].peerId'
    value: string
    index: number
  }

  export interface TrackerMessageFoundFoundProvidersAddressesFieldEvent {
    field: '$.found.found[].providers[].addresses[]'
    index: number
    value: string
  }

  export interface TrackerMessageFoundFoundProvidersHaveMapFieldEvent {
    field: '$.found.found[].providers[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface TrackerMessageFoundFoundProvidersLoadFieldEvent {
    field: '$.found.found[].providers[].load'
    value: number
    index: number
  }

  export interface TrackerMessageRefusedQueryIdFieldEvent {
    field: '$.refused.queryId'
    value: bigint
  }

  export interface TrackerMessageRefusedReasonFieldEvent {
    field: '$.refused.reason'
    value: RefusedReason
  }

  export interface TrackerMessageRefusedRefusedHoldingsFieldEvent {
    field: '$.refused.refusedHoldings'
    value: number
  }

  export interface TrackerMessageRefusedWaitMsFieldEvent {
    field: '$.refused.waitMs'
    value: number
  }

  export interface TrackerMessageRevokedAccountsFieldEvent {
    field: '$.revoked.accounts[]'
    index: number
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<TrackerMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, TrackerMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<TrackerMessage>): TrackerMessage {
    return decodeMessage(buf, TrackerMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<TrackerMessage>): Generator<TrackerMessageCredentialFieldEvent | TrackerMessageAnnounceHoldingsContentIdFieldEvent | TrackerMessageAnnounceHoldingsHaveMapFieldEvent | TrackerMessageAnnounceDepartedFieldEvent | TrackerMessageAnnounceLoadFieldEvent | TrackerMessageAnnounceAddressesAddressesFieldEvent | TrackerMessageAnnounceQueryIdFieldEvent | TrackerMessageFindQueryIdFieldEvent | TrackerMessageFindContentIdsFieldEvent | TrackerMessageFoundQueryIdFieldEvent | TrackerMessageFoundFoundContentIdFieldEvent | TrackerMessageFoundFoundProvidersPeerIdFieldEvent | TrackerMessageFoundFoundProvidersAddressesFieldEvent | TrackerMessageFoundFoundProvidersHaveMapFieldEvent | TrackerMessageFoundFoundProvidersLoadFieldEvent | TrackerMessageRefusedQueryIdFieldEvent | TrackerMessageRefusedReasonFieldEvent | TrackerMessageRefusedRefusedHoldingsFieldEvent | TrackerMessageRefusedWaitMsFieldEvent | TrackerMessageRevokedAccountsFieldEvent> {
    return streamMessage(buf, TrackerMessage.codec(), opts)
  }
}

export interface Holding {
  contentId: string
  haveMap?: Uint8Array<ArrayBuffer>
}

export namespace Holding {
  let _codec: Codec<Holding>

  export const codec = (): Codec<Holding> => {
    if (_codec == null) {
      _codec = message<Holding>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.contentId != null && obj.contentId !== '')) {
          w.uint32(10)
          w.string(obj.contentId)
        }

        if (obj.haveMap != null) {
          w.uint32(18)
          w.bytes(obj.haveMap)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          contentId: ''
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.contentId = reader.string()
              break
            }
            case 2: {
              obj.haveMap = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.contentId`,
                value: reader.string()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.haveMap`,
                value: reader.bytes()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface HoldingContentIdFieldEvent {
    field: '$.contentId'
    value: string
  }

  export interface HoldingHaveMapFieldEvent {
    field: '$.haveMap'
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<Holding>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Holding.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Holding>): Holding {
    return decodeMessage(buf, Holding.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Holding>): Generator<HoldingContentIdFieldEvent | HoldingHaveMapFieldEvent> {
    return streamMessage(buf, Holding.codec(), opts)
  }
}

export interface Addresses {
  addresses: string[]
}

export namespace Addresses {
  let _codec: Codec<Addresses>

  export const codec = (): Codec<Addresses> => {
    if (_codec == null) {
      _codec = message<Addresses>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.addresses != null && obj.addresses.length > 0) {
          for (const value of obj.addresses) {
            w.uint32(10)
            w.string(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          addresses: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              obj.addresses.push(reader.string())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          addresses: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements')
              }

              yield {
                field: `${prefix}.addresses[]`,
                index: obj.addresses,
                value: reader.string()
              }

              obj.addresses++

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface AddressesAddressesFieldEvent {
    field: '$.addresses[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<Addresses>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Addresses.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Addresses>): Addresses {
    return decodeMessage(buf, Addresses.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Addresses>): Generator<AddressesAddressesFieldEvent> {
    return streamMessage(buf, Addresses.codec(), opts)
  }
}

export interface AnnounceMessage {
  holdings: Holding[]
  departed: string[]
  load: number
  addresses?: Addresses
  queryId?: bigint
}

export namespace AnnounceMessage {
  let _codec: Codec<AnnounceMessage>

  export const codec = (): Codec<AnnounceMessage> => {
    if (_codec == null) {
      _codec = message<AnnounceMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.holdings != null && obj.holdings.length > 0) {
          for (const value of obj.holdings) {
            w.uint32(10)
            Holding.codec().encode(value, w)
          }
        }

        if (obj.departed != null && obj.departed.length > 0) {
          for (const value of obj.departed) {
            w.uint32(18)
            w.string(value)
          }
        }

        if ((obj.load != null && obj.load !== 0)) {
          w.uint32(29)
          w.float(obj.load)
        }

        if (obj.addresses != null) {
          w.uint32(34)
          Addresses.codec().encode(obj.addresses, w)
        }

        if (obj.queryId != null) {
          w.uint32(40)
          w.uint64(obj.queryId)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          holdings: [],
          departed: [],
          load: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.holdings != null && obj.holdings.length === opts.limits.holdings) {
                throw new MaxLengthError('Decode error - repeated field "holdings" had too many elements')
              }

              obj.holdings.push(Holding.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.holdings$
              }))
              break
            }
            case 2: {
              if (opts.limits?.departed != null && obj.departed.length === opts.limits.departed) {
                throw new MaxLengthError('Decode error - repeated field "departed" had too many elements')
              }

              obj.departed.push(reader.string())
              break
            }
            case 3: {
              obj.load = reader.float()
              break
            }
            case 4: {
              obj.addresses = Addresses.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.addresses
              })
              break
            }
            case 5: {
              obj.queryId = reader.uint64()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          holdings: 0,
          departed: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.holdings != null && obj.holdings === opts.limits.holdings) {
                throw new MaxLengthError('Streaming decode error - repeated field "holdings" had too many elements')
              }

              for (const evt of Holding.codec().stream(reader, reader.uint32(), `${prefix}.holdings[]`, {
                limits: opts.limits?.holdings$
              })) {
                yield {
                  ...evt,
                  index: obj.holdings
                }
              }

              obj.holdings++

              break
            }
            case 2: {
              if (opts.limits?.departed != null && obj.departed === opts.limits.departed) {
                throw new MaxLengthError('Streaming decode error - repeated field "departed" had too many elements')
              }

              yield {
                field: `${prefix}.departed[]`,
                index: obj.departed,
                value: reader.string()
              }

              obj.departed++

              break
            }
            case 3: {
              yield {
                field: `${prefix}.load`,
                value: reader.float()
              }
              break
            }
            case 4: {
              yield * Addresses.codec().stream(reader, reader.uint32(), `${prefix}.addresses`, {
                limits: opts.limits?.addresses
              })

              break
            }
            case 5: {
              yield {
                field: `${prefix}.queryId`,
                value: reader.uint64()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface AnnounceMessageHoldingsContentIdFieldEvent {
    field: '$.holdings[].contentId'
    value: string
    index: number
  }

  export interface AnnounceMessageHoldingsHaveMapFieldEvent {
    field: '$.holdings[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface AnnounceMessageDepartedFieldEvent {
    field: '$.departed[]'
    index: number
    value: string
  }

  export interface AnnounceMessageLoadFieldEvent {
    field: '$.load'
    value: number
  }

  export interface AnnounceMessageAddressesAddressesFieldEvent {
    field: '$.addresses.addresses[]'
    index: number
    value: string
  }

  export interface AnnounceMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export function encode (obj: Partial<AnnounceMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, AnnounceMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<AnnounceMessage>): AnnounceMessage {
    return decodeMessage(buf, AnnounceMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<AnnounceMessage>): Generator<AnnounceMessageHoldingsContentIdFieldEvent | AnnounceMessageHoldingsHaveMapFieldEvent | AnnounceMessageDepartedFieldEvent | AnnounceMessageLoadFieldEvent | AnnounceMessageAddressesAddressesFieldEvent | AnnounceMessageQueryIdFieldEvent> {
    return streamMessage(buf, AnnounceMessage.codec(), opts)
  }
}

export interface FindMessage {
  queryId: bigint
  contentIds: string[]
}

export namespace FindMessage {
  let _codec: Codec<FindMessage>

  export const codec = (): Codec<FindMessage> => {
    if (_codec == null) {
      _codec = message<FindMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.queryId != null && obj.queryId !== 0n)) {
          w.uint32(8)
          w.uint64(obj.queryId)
        }

        if (obj.contentIds != null && obj.contentIds.length > 0) {
          for (const value of obj.contentIds) {
            w.uint32(18)
            w.string(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          queryId: 0n,
          contentIds: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.queryId = reader.uint64()
              break
            }
            case 2: {
              if (opts.limits?.contentIds != null && obj.contentIds.length === opts.limits.contentIds) {
                throw new MaxLengthError('Decode error - repeated field "contentIds" had too many elements')
              }

              obj.contentIds.push(reader.string())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          contentIds: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.queryId`,
                value: reader.uint64()
              }
              break
            }
            case 2: {
              if (opts.limits?.contentIds != null && obj.contentIds === opts.limits.contentIds) {
                throw new MaxLengthError('Streaming decode error - repeated field "contentIds" had too many elements')
              }

              yield {
                field: `${prefix}.contentIds[]`,
                index: obj.contentIds,
                value: reader.string()
              }

              obj.contentIds++

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface FindMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export interface FindMessageContentIdsFieldEvent {
    field: '$.contentIds[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<FindMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, FindMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindMessage>): FindMessage {
    return decodeMessage(buf, FindMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindMessage>): Generator<FindMessageQueryIdFieldEvent | FindMessageContentIdsFieldEvent> {
    return streamMessage(buf, FindMessage.codec(), opts)
  }
}

export interface FoundMessage {
  queryId: bigint
  found: Finding[]
}

export namespace FoundMessage {
  let _codec: Codec<FoundMessage>

  export const codec = (): Codec<FoundMessage> => {
    if (_codec == null) {
      _codec = message<FoundMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.queryId != null && obj.queryId !== 0n)) {
          w.uint32(8)
          w.uint64(obj.queryId)
        }

        if (obj.found != null && obj.found.length > 0) {
          for (const value of obj.found) {
            w.uint32(18)
            Finding.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          queryId: 0n,
          found: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.queryId = reader.uint64()
              break
            }
            case 2: {
              if (opts.limits?.found != null && obj.found.length === opts.limits.found) {
                throw new MaxLengthError('Decode error - repeated field "found" had too many elements')
              }

              obj.found.push(Finding.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.found$
              }))
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          found: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.queryId`,
                value: reader.uint64()
              }
              break
            }
            case 2: {
              if (opts.limits?.found != null && obj.found === opts.limits.found) {
                throw new MaxLengthError('Streaming decode error - repeated field "found" had too many elements')
              }

              for (const evt of Finding.codec().stream(reader, reader.uint32(), `${prefix}.found[]`, {
                limits: opts.limits?.found$
              })) {
                yield {
                  ...evt,
                  index: obj.found
                }
              }

              obj.found++

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface FoundMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export interface FoundMessageFoundContentIdFieldEvent {
    field: '$.found[].contentId'
    value: string
    index: number
  }

  export interface FoundMessageFoundProvidersPeerIdFieldEvent {
    field: '$.found[].providers[].peerId'
    value: string
    index: number
  }

  export interface FoundMessageFoundProvidersAddressesFieldEvent {
    field: '$.found[].providers[].addresses[]'
    index: number
    value: string
  }

  export interface FoundMessageFoundProvidersHaveMapFieldEvent {
    field: '$.found[].providers[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface FoundMessageFoundProvidersLoadFieldEvent {
    field: '$.found[].providers[].load'
    value: number
    index: number
  }

  export function encode (obj: Partial<FoundMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, FoundMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FoundMessage>): FoundMessage {
    return decodeMessage(buf, FoundMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FoundMessage>): Generator<FoundMessageQueryIdFieldEvent | FoundMessageFoundContentIdFieldEvent | FoundMessageFoundProvidersPeerIdFieldEvent | FoundMessageFoundProvidersAddressesFieldEvent | FoundMessageFoundProvidersHaveMapFieldEvent | FoundMessageFoundProvidersLoadFieldEvent> {
    return streamMessage(buf, FoundMessage.codec(), opts)
  }
}

export interface RevokedMessage {
  accounts: Uint8Array<ArrayBuffer>[]
}

export namespace RevokedMessage {
  let _codec: Codec<RevokedMessage>

  export const codec = (): Codec<RevokedMessage> => {
    if (_codec == null) {
      _codec = message<RevokedMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.accounts != null && obj.accounts.length > 0) {
          for (const value of obj.accounts) {
            w.uint32(10)
            w.bytes(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          accounts: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.accounts != null && obj.accounts.length === opts.limits.accounts) {
                throw new MaxLengthError('Decode error - repeated field "accounts" had too many elements')
              }

              obj.accounts.push(reader.bytes())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          accounts: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.accounts != null && obj.accounts === opts.limits.accounts) {
                throw new MaxLengthError('Streaming decode error - repeated field "accounts" had too many elements')
              }

              yield {
                field: `${prefix}.accounts[]`,
                index: obj.accounts,
                value: reader.bytes()
              }

              obj.accounts++

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface RevokedMessageAccountsFieldEvent {
    field: '$.accounts[]'
    index: number
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<RevokedMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, RevokedMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RevokedMessage>): RevokedMessage {
    return decodeMessage(buf, RevokedMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RevokedMessage>): Generator<RevokedMessageAccountsFieldEvent> {
    return streamMessage(buf, RevokedMessage.codec(), opts)
  }
}

export interface RefusedMessage {
  queryId?: bigint
  reason: RefusedReason
  refusedHoldings: number
  waitMs: number
}

export namespace RefusedMessage {
  let _codec: Codec<RefusedMessage>

  export const codec = (): Codec<RefusedMessage> => {
    if (_codec == null) {
      _codec = message<RefusedMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.queryId != null) {
          w.uint32(8)
          w.uint64(obj.queryId)
        }

        if (obj.reason != null && __RefusedReasonValues[obj.reason] !== 0) {
          w.uint32(16)
          RefusedReason.codec().encode(obj.reason, w)
        }

        if ((obj.refusedHoldings != null && obj.refusedHoldings !== 0)) {
          w.uint32(24)
          w.uint32(obj.refusedHoldings)
        }

        if ((obj.waitMs != null && obj.waitMs !== 0)) {
          w.uint32(32)
          w.uint32(obj.waitMs)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          reason: RefusedReason.LATER,
          refusedHoldings: 0,
          waitMs: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.queryId = reader.uint64()
              break
            }
            case 2: {
              obj.reason = RefusedReason.codec().decode(reader)
              break
            }
            case 3: {
              obj.refusedHoldings = reader.uint32()
              break
            }
            case 4: {
              obj.waitMs = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.queryId`,
                value: reader.uint64()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.reason`,
                value: RefusedReason.codec().decode(reader)
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.refusedHoldings`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.waitMs`,
                value: reader.uint32()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface RefusedMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export interface RefusedMessageReasonFieldEvent {
    field: '$.reason'
    value: RefusedReason
  }

  export interface RefusedMessageRefusedHoldingsFieldEvent {
    field: '$.refusedHoldings'
    value: number
  }

  export interface RefusedMessageWaitMsFieldEvent {
    field: '$.waitMs'
    value: number
  }

  export function encode (obj: Partial<RefusedMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, RefusedMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RefusedMessage>): RefusedMessage {
    return decodeMessage(buf, RefusedMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RefusedMessage>): Generator<RefusedMessageQueryIdFieldEvent | RefusedMessageReasonFieldEvent | RefusedMessageRefusedHoldingsFieldEvent | RefusedMessageWaitMsFieldEvent> {
    return streamMessage(buf, RefusedMessage.codec(), opts)
  }
}

export interface Provider {
  peerId: string
  addresses: string[]
  haveMap?: Uint8Array<ArrayBuffer>
  load: number
}

export namespace Provider {
  let _codec: Codec<Provider>

  export const codec = (): Codec<Provider> => {
    if (_codec == null) {
      _codec = message<Provider>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.peerId != null && obj.peerId !== '')) {
          w.uint32(10)
          w.string(obj.peerId)
        }

        if (obj.addresses != null && obj.addresses.length > 0) {
          for (const value of obj.addresses) {
            w.uint32(18)
            w.string(value)
          }
        }

        if (obj.haveMap != null) {
          w.uint32(26)
          w.bytes(obj.haveMap)
        }

        if ((obj.load != null && obj.load !== 0)) {
          w.uint32(37)
          w.float(obj.load)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          peerId: '',
          addresses: [],
          load: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.peerId = reader.string()
              break
            }
            case 2: {
              if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              obj.addresses.push(reader.string())
              break
            }
            case 3: {
              obj.haveMap = reader.bytes()
              break
            }
            case 4: {
              obj.load = reader.float()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          addresses: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.peerId`,
                value: reader.string()
              }
              break
            }
            case 2: {
              if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements')
              }

              yield {
                field: `${prefix}.addresses[]`,
                index: obj.addresses,
                value: reader.string()
              }

              obj.addresses++

              break
            }
            case 3: {
              yield {
                field: `${prefix}.haveMap`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.load`,
                value: reader.float()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface ProviderPeerIdFieldEvent {
    field: '$.peerId'
    value: string
  }

  export interface ProviderAddressesFieldEvent {
    field: '$.addresses[]'
    index: number
    value: string
  }

  export interface ProviderHaveMapFieldEvent {
    field: '$.haveMap'
    value: Uint8Array<ArrayBuffer>
  }

  export interface ProviderLoadFieldEvent {
    field: '$.load'
    value: number
  }

  export function encode (obj: Partial<Provider>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Provider.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Provider>): Provider {
    return decodeMessage(buf, Provider.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Provider>): Generator<ProviderPeerIdFieldEvent | ProviderAddressesFieldEvent | ProviderHaveMapFieldEvent | ProviderLoadFieldEvent> {
    return streamMessage(buf, Provider.codec(), opts)
  }
}

export interface Finding {
  contentId: string
  providers: Provider[]
}

export namespace Finding {
  let _codec: Codec<Finding>

  export const codec = (): Codec<Finding> => {
    if (_codec == null) {
      _codec = message<Finding>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.contentId != null && obj.contentId !== '')) {
          w.uint32(10)
          w.string(obj.contentId)
        }

        if (obj.providers != null && obj.providers.length > 0) {
          for (const value of obj.providers) {
            w.uint32(18)
            Provider.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          contentId: '',
          providers: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.contentId = reader.string()
              break
            }
            case 2: {
              if (opts.limits?.providers != null && obj.providers.length === opts.limits.providers) {
                throw new MaxLengthError('Decode error - repeated field "providers" had too many elements')
              }

              obj.providers.push(Provider.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.providers$
              }))
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const obj = {
          providers: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.contentId`,
                value: reader.string()
              }
              break
            }
            case 2: {
              if (opts.limits?.providers != null && obj.providers === opts.limits.providers) {
                throw new MaxLengthError('Streaming decode error - repeated field "providers" had too many elements')
              }

              for (const evt of Provider.codec().stream(reader, reader.uint32(), `${prefix}.providers[]`, {
                limits: opts.limits?.providers$
              })) {
                yield {
                  ...evt,
                  index: obj.providers
                }
              }

              obj.providers++

              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface FindingContentIdFieldEvent {
    field: '$.contentId'
    value: string
  }

  export interface FindingProvidersPeerIdFieldEvent {
    field: '$.providers[].peerId'
    value: string
    index: number
  }

  export interface FindingProvidersAddressesFieldEvent {
    field: '$.providers[].addresses[]'
    index: number
    value: string
  }

  export interface FindingProvidersHaveMapFieldEvent {
    field: '$.providers[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface FindingProvidersLoadFieldEvent {
    field: '$.providers[].load'
    value: number
    index: number
  }

  export function encode (obj: Partial<Finding>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Finding.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Finding>): Finding {
    return decodeMessage(buf, Finding.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Finding>): Generator<FindingContentIdFieldEvent | FindingProvidersPeerIdFieldEvent | FindingProvidersAddressesFieldEvent | FindingProvidersHaveMapFieldEvent | FindingProvidersLoadFieldEvent> {
    return streamMessage(buf, Finding.codec(), opts)
  }
}
