// Generated from providers.proto by `npm run generate:wire`: don't edit. Not checked by tsc: protons' output isn't meant for exactOptionalPropertyTypes.
// @ts-nocheck
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

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
