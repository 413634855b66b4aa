// Generated from blocks.proto by `npm run generate:wire`: don't edit. Not checked by tsc: protons' output isn't meant for exactOptionalPropertyTypes.
// @ts-nocheck
import { decodeMessage, encodeMessage, enumeration, MaxLengthError, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export enum Priority {
  PLAY = 'PLAY',
  PREFETCH = 'PREFETCH',
  OFFLINE = 'OFFLINE'
}

enum __PriorityValues {
  PLAY = 0,
  PREFETCH = 1,
  OFFLINE = 2
}

export namespace Priority {
  export const codec = (): Codec<Priority> => {
    return enumeration<Priority>(__PriorityValues)
  }
}

export enum BusyReason {
  NO_SLOT = 'NO_SLOT',
  TOO_MUCH = 'TOO_MUCH',
  EMERGENCY = 'EMERGENCY',
  OFF = 'OFF'
}

enum __BusyReasonValues {
  NO_SLOT = 0,
  TOO_MUCH = 1,
  EMERGENCY = 2,
  OFF = 3
}

export namespace BusyReason {
  export const codec = (): Codec<BusyReason> => {
    return enumeration<BusyReason>(__BusyReasonValues)
  }
}

export interface BlocksMessage {
  credential?: Uint8Array<ArrayBuffer>
  limits?: LimitsMessage
  have?: HaveMessage
  request?: RequestMessage
  block?: BlockMessage
  received?: ReceivedMessage
  cancel?: CancelMessage
  busy?: BusyMessage
  gone?: GoneMessage
  query?: QueryMessage
  answer?: AnswerMessage
  ping?: PingMessage
  pong?: PongMessage
}

export namespace BlocksMessage {
  let _codec: Codec<BlocksMessage>

  export const codec = (): Codec<BlocksMessage> => {
    if (_codec == null) {
      _codec = message<BlocksMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        obj = { ...obj }

        if (obj.pong != null) {
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.ping != null) {
          obj.pong = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.answer != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.query != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.gone != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.busy != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.cancel != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.received != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.block != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.request != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.have = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.have != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.limits = undefined
          obj.credential = undefined
        }

        if (obj.limits != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.credential = undefined
        }

        if (obj.credential != null) {
          obj.pong = undefined
          obj.ping = undefined
          obj.answer = undefined
          obj.query = undefined
          obj.gone = undefined
          obj.busy = undefined
          obj.cancel = undefined
          obj.received = undefined
          obj.block = undefined
          obj.request = undefined
          obj.have = undefined
          obj.limits = undefined
        }

        if (obj.credential != null) {
          w.uint32(10)
          w.bytes(obj.credential)
        }

        if (obj.limits != null) {
          w.uint32(18)
          LimitsMessage.codec().encode(obj.limits, w)
        }

        if (obj.have != null) {
          w.uint32(26)
          HaveMessage.codec().encode(obj.have, w)
        }

        if (obj.request != null) {
          w.uint32(34)
          RequestMessage.codec().encode(obj.request, w)
        }

        if (obj.block != null) {
          w.uint32(42)
          BlockMessage.codec().encode(obj.block, w)
        }

        if (obj.received != null) {
          w.uint32(50)
          ReceivedMessage.codec().encode(obj.received, w)
        }

        if (obj.cancel != null) {
          w.uint32(58)
          CancelMessage.codec().encode(obj.cancel, w)
        }

        if (obj.busy != null) {
          w.uint32(66)
          BusyMessage.codec().encode(obj.busy, w)
        }

        if (obj.gone != null) {
          w.uint32(74)
          GoneMessage.codec().encode(obj.gone, w)
        }

        if (obj.query != null) {
          w.uint32(82)
          QueryMessage.codec().encode(obj.query, w)
        }

        if (obj.answer != null) {
          w.uint32(90)
          AnswerMessage.codec().encode(obj.answer, w)
        }

        if (obj.ping != null) {
          w.uint32(98)
          PingMessage.codec().encode(obj.ping, w)
        }

        if (obj.pong != null) {
          w.uint32(106)
          PongMessage.codec().encode(obj.pong, w)
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
              obj.limits = LimitsMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.limits
              })
              break
            }
            case 3: {
              obj.have = HaveMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.have
              })
              break
            }
            case 4: {
              obj.request = RequestMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.request
              })
              break
            }
            case 5: {
              obj.block = BlockMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.block
              })
              break
            }
            case 6: {
              obj.received = ReceivedMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.received
              })
              break
            }
            case 7: {
              obj.cancel = CancelMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.cancel
              })
              break
            }
            case 8: {
              obj.busy = BusyMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.busy
              })
              break
            }
            case 9: {
              obj.gone = GoneMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.gone
              })
              break
            }
            case 10: {
              obj.query = QueryMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.query
              })
              break
            }
            case 11: {
              obj.answer = AnswerMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.answer
              })
              break
            }
            case 12: {
              obj.ping = PingMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.ping
              })
              break
            }
            case 13: {
              obj.pong = PongMessage.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.pong
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        if (obj.pong != null) {
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.ping != null) {
          delete obj.pong
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.answer != null) {
          delete obj.pong
          delete obj.ping
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.query != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.gone != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.busy != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.cancel != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.received != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.block != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.request
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.request != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.have
          delete obj.limits
          delete obj.credential
        }

        if (obj.have != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.limits
          delete obj.credential
        }

        if (obj.limits != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.credential
        }

        if (obj.credential != null) {
          delete obj.pong
          delete obj.ping
          delete obj.answer
          delete obj.query
          delete obj.gone
          delete obj.busy
          delete obj.cancel
          delete obj.received
          delete obj.block
          delete obj.request
          delete obj.have
          delete obj.limits
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
              yield * LimitsMessage.codec().stream(reader, reader.uint32(), `${prefix}.limits`, {
                limits: opts.limits?.limits
              })

              break
            }
            case 3: {
              yield * HaveMessage.codec().stream(reader, reader.uint32(), `${prefix}.have`, {
                limits: opts.limits?.have
              })

              break
            }
            case 4: {
              yield * RequestMessage.codec().stream(reader, reader.uint32(), `${prefix}.request`, {
                limits: opts.limits?.request
              })

              break
            }
            case 5: {
              yield * BlockMessage.codec().stream(reader, reader.uint32(), `${prefix}.block`, {
                limits: opts.limits?.block
              })

              break
            }
            case 6: {
              yield * ReceivedMessage.codec().stream(reader, reader.uint32(), `${prefix}.received`, {
                limits: opts.limits?.received
              })

              break
            }
            case 7: {
              yield * CancelMessage.codec().stream(reader, reader.uint32(), `${prefix}.cancel`, {
                limits: opts.limits?.cancel
              })

              break
            }
            case 8: {
              yield * BusyMessage.codec().stream(reader, reader.uint32(), `${prefix}.busy`, {
                limits: opts.limits?.busy
              })

              break
            }
            case 9: {
              yield * GoneMessage.codec().stream(reader, reader.uint32(), `${prefix}.gone`, {
                limits: opts.limits?.gone
              })

              break
            }
            case 10: {
              yield * QueryMessage.codec().stream(reader, reader.uint32(), `${prefix}.query`, {
                limits: opts.limits?.query
              })

              break
            }
            case 11: {
              yield * AnswerMessage.codec().stream(reader, reader.uint32(), `${prefix}.answer`, {
                limits: opts.limits?.answer
              })

              break
            }
            case 12: {
              yield * PingMessage.codec().stream(reader, reader.uint32(), `${prefix}.ping`, {
                limits: opts.limits?.ping
              })

              break
            }
            case 13: {
              yield * PongMessage.codec().stream(reader, reader.uint32(), `${prefix}.pong`, {
                limits: opts.limits?.pong
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

  export interface BlocksMessageCredentialFieldEvent {
    field: '$.credential'
    value: Uint8Array<ArrayBuffer>
  }

  export interface BlocksMessageLimitsRequestsFieldEvent {
    field: '$.limits.requests'
    value: number
  }

  export interface BlocksMessageLimitsBlocksFieldEvent {
    field: '$.limits.blocks'
    value: number
  }

  export interface BlocksMessageHaveContentIdFieldEvent {
    field: '$.have.contentId'
    value: string
  }

  export interface BlocksMessageHaveHaveMapFieldEvent {
    field: '$.have.haveMap'
    value: Uint8Array<ArrayBuffer>
  }

  export interface BlocksMessageRequestRequestIdFieldEvent {
    field: '$.request.requestId'
    value: number
  }

  export interface BlocksMessageRequestContentIdFieldEvent {
    field: '$.request.contentId'
    value: string
  }

  export interface BlocksMessageRequestFirstBlockFieldEvent {
    field: '$.request.firstBlock'
    value: number
  }

  export interface BlocksMessageRequestBlockCountFieldEvent {
    field: '$.request.blockCount'
    value: number
  }

  export interface BlocksMessageRequestPriorityFieldEvent {
    field: '$.request.priority'
    value: Priority
  }

  export interface BlocksMessageRequestDeadlineMsFieldEvent {
    field: '$.request.deadlineMs'
    value: number
  }

  export interface BlocksMessageBlockRequestIdFieldEvent {
    field: '$.block.requestId'
    value: number
  }

  export interface BlocksMessageBlockBlockFieldEvent {
    field: '$.block.block'
    value: number
  }

  export interface BlocksMessageBlockOffsetFieldEvent {
    field: '$.block.offset'
    value: number
  }

  export interface BlocksMessageBlockBytesFieldEvent {
    field: '$.block.bytes'
    value: Uint8Array<ArrayBuffer>
  }

  export interface BlocksMessageReceivedBytesFieldEvent {
    field: '$.received.bytes'
    value: number
  }

  export interface BlocksMessageCancelRequestIdFieldEvent {
    field: '$.cancel.requestId'
    value: number
  }

  export interface BlocksMessageBusyRequestIdFieldEvent {
    field: '$.busy.requestId'
    value: number
  }

  export interface BlocksMessageBusyReasonFieldEvent {
    field: '$.busy.reason'
    value: BusyReason
  }

  export interface BlocksMessageBusyForMsFieldEvent {
    field: '$.busy.forMs'
    value: number
  }

  export interface BlocksMessageGoneRequestIdFieldEvent {
    field: '$.gone.requestId'
    value: number
  }

  export interface BlocksMessageGoneRangesFirstBlockFieldEvent {
    field: '$.gone.ranges[].firstBlock'
    value: number
    index: number
  }

  export interface BlocksMessageGoneRangesBlockCountFieldEvent {
    field: '$.gone.ranges[].blockCount'
    value: number
    index: number
  }

  export interface BlocksMessageQueryQueryIdFieldEvent {
    field: '$.query.queryId'
    value: bigint
  }

  export interface BlocksMessageQueryContentIdsFieldEvent {
    field: '$.query.contentIds[]'
    index: number
    value: string
  }

  export interface BlocksMessageQueryHopsLeftFieldEvent {
    field: '$.query.hopsLeft'
    value: number
  }

  export interface BlocksMessageAnswerQueryIdFieldEvent {
    field: '$.answer.queryId'
    value: bigint
  }

  export interface BlocksMessageAnswerFoundContentIdFieldEvent {
    field: '$.answer.found[].contentId'
    value: string
    index: number
  }

  export interface BlocksMessageAnswerFoundProvidersPeerIdFieldEvent {
    field: '$.answer.found[].providers[].peerId'
    value: string
    index: number
  }

  export interface BlocksMessageAnswerFoundProvidersAddressesFieldEvent {
    field: '$.answer.found[].providers[].addresses[]'
    index: number
    value: string
  }

  export interface BlocksMessageAnswerFoundProvidersHaveMapFieldEvent {
    field: '$.answer.found[].providers[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface BlocksMessageAnswerFoundProvidersLoadFieldEvent {
    field: '$.answer.found[].providers[].load'
    value: number
    index: number
  }

  export interface BlocksMessagePingPingIdFieldEvent {
    field: '$.ping.pingId'
    value: number
  }

  export interface BlocksMessagePongPingIdFieldEvent {
    field: '$.pong.pingId'
    value: number
  }

  export function encode (obj: Partial<BlocksMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, BlocksMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BlocksMessage>): BlocksMessage {
    return decodeMessage(buf, BlocksMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BlocksMessage>): Generator<BlocksMessageCredentialFieldEvent | BlocksMessageLimitsRequestsFieldEvent | BlocksMessageLimitsBlocksFieldEvent | BlocksMessageHaveContentIdFieldEvent | BlocksMessageHaveHaveMapFieldEvent | BlocksMessageRequestRequestIdFieldEvent | BlocksMessageRequestContentIdFieldEvent | BlocksMessageRequestFirstBlockFieldEvent | BlocksMessageRequestBlockCountFieldEvent | BlocksMessageRequestPriorityFieldEvent | BlocksMessageRequestDeadlineMsFieldEvent | BlocksMessageBlockRequestIdFieldEvent | BlocksMessageBlockBlockFieldEvent | BlocksMessageBlockOffsetFieldEvent | BlocksMessageBlockBytesFieldEvent | BlocksMessageReceivedBytesFieldEvent | BlocksMessageCancelRequestIdFieldEvent | BlocksMessageBusyRequestIdFieldEvent | BlocksMessageBusyReasonFieldEvent | BlocksMessageBusyForMsFieldEvent | BlocksMessageGoneRequestIdFieldEvent | BlocksMessageGoneRangesFirstBlockFieldEvent | BlocksMessageGoneRangesBlockCountFieldEvent | BlocksMessageQueryQueryIdFieldEvent | BlocksMessageQueryContentIdsFieldEvent | BlocksMessageQueryHopsLeftFieldEvent | BlocksMessageAnswerQueryIdFieldEvent | BlocksMessageAnswerFoundContentIdFieldEvent | BlocksMessageAnswerFoundProvidersPeerIdFieldEvent | BlocksMessageAnswerFoundProvidersAddressesFieldEvent | BlocksMessageAnswerFoundProvidersHaveMapFieldEvent | BlocksMessageAnswerFoundProvidersLoadFieldEvent | BlocksMessagePingPingIdFieldEvent | BlocksMessagePongPingIdFieldEvent> {
    return streamMessage(buf, BlocksMessage.codec(), opts)
  }
}

export interface LimitsMessage {
  requests: number
  blocks: number
}

export namespace LimitsMessage {
  let _codec: Codec<LimitsMessage>

  export const codec = (): Codec<LimitsMessage> => {
    if (_codec == null) {
      _codec = message<LimitsMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requests != null && obj.requests !== 0)) {
          w.uint32(8)
          w.uint32(obj.requests)
        }

        if ((obj.blocks != null && obj.blocks !== 0)) {
          w.uint32(16)
          w.uint32(obj.blocks)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requests: 0,
          blocks: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requests = reader.uint32()
              break
            }
            case 2: {
              obj.blocks = reader.uint32()
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
                field: `${prefix}.requests`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.blocks`,
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

  export interface LimitsMessageRequestsFieldEvent {
    field: '$.requests'
    value: number
  }

  export interface LimitsMessageBlocksFieldEvent {
    field: '$.blocks'
    value: number
  }

  export function encode (obj: Partial<LimitsMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, LimitsMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LimitsMessage>): LimitsMessage {
    return decodeMessage(buf, LimitsMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LimitsMessage>): Generator<LimitsMessageRequestsFieldEvent | LimitsMessageBlocksFieldEvent> {
    return streamMessage(buf, LimitsMessage.codec(), opts)
  }
}

export interface HaveMessage {
  contentId: string
  haveMap?: Uint8Array<ArrayBuffer>
}

export namespace HaveMessage {
  let _codec: Codec<HaveMessage>

  export const codec = (): Codec<HaveMessage> => {
    if (_codec == null) {
      _codec = message<HaveMessage>((obj, w, opts = {}) => {
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

  export interface HaveMessageContentIdFieldEvent {
    field: '$.contentId'
    value: string
  }

  export interface HaveMessageHaveMapFieldEvent {
    field: '$.haveMap'
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<HaveMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, HaveMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HaveMessage>): HaveMessage {
    return decodeMessage(buf, HaveMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HaveMessage>): Generator<HaveMessageContentIdFieldEvent | HaveMessageHaveMapFieldEvent> {
    return streamMessage(buf, HaveMessage.codec(), opts)
  }
}

export interface RequestMessage {
  requestId: number
  contentId: string
  firstBlock: number
  blockCount: number
  priority: Priority
  deadlineMs?: number
}

export namespace RequestMessage {
  let _codec: Codec<RequestMessage>

  export const codec = (): Codec<RequestMessage> => {
    if (_codec == null) {
      _codec = message<RequestMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requestId != null && obj.requestId !== 0)) {
          w.uint32(8)
          w.uint32(obj.requestId)
        }

        if ((obj.contentId != null && obj.contentId !== '')) {
          w.uint32(18)
          w.string(obj.contentId)
        }

        if ((obj.firstBlock != null && obj.firstBlock !== 0)) {
          w.uint32(24)
          w.uint32(obj.firstBlock)
        }

        if ((obj.blockCount != null && obj.blockCount !== 0)) {
          w.uint32(32)
          w.uint32(obj.blockCount)
        }

        if (obj.priority != null && __PriorityValues[obj.priority] !== 0) {
          w.uint32(40)
          Priority.codec().encode(obj.priority, w)
        }

        if (obj.deadlineMs != null) {
          w.uint32(48)
          w.uint32(obj.deadlineMs)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requestId: 0,
          contentId: '',
          firstBlock: 0,
          blockCount: 0,
          priority: Priority.PLAY
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requestId = reader.uint32()
              break
            }
            case 2: {
              obj.contentId = reader.string()
              break
            }
            case 3: {
              obj.firstBlock = reader.uint32()
              break
            }
            case 4: {
              obj.blockCount = reader.uint32()
              break
            }
            case 5: {
              obj.priority = Priority.codec().decode(reader)
              break
            }
            case 6: {
              obj.deadlineMs = reader.uint32()
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
                field: `${prefix}.requestId`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.contentId`,
                value: reader.string()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.firstBlock`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.blockCount`,
                value: reader.uint32()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.priority`,
                value: Priority.codec().decode(reader)
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.deadlineMs`,
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

  export interface RequestMessageRequestIdFieldEvent {
    field: '$.requestId'
    value: number
  }

  export interface RequestMessageContentIdFieldEvent {
    field: '$.contentId'
    value: string
  }

  export interface RequestMessageFirstBlockFieldEvent {
    field: '$.firstBlock'
    value: number
  }

  export interface RequestMessageBlockCountFieldEvent {
    field: '$.blockCount'
    value: number
  }

  export interface RequestMessagePriorityFieldEvent {
    field: '$.priority'
    value: Priority
  }

  export interface RequestMessageDeadlineMsFieldEvent {
    field: '$.deadlineMs'
    value: number
  }

  export function encode (obj: Partial<RequestMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, RequestMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RequestMessage>): RequestMessage {
    return decodeMessage(buf, RequestMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RequestMessage>): Generator<RequestMessageRequestIdFieldEvent | RequestMessageContentIdFieldEvent | RequestMessageFirstBlockFieldEvent | RequestMessageBlockCountFieldEvent | RequestMessagePriorityFieldEvent | RequestMessageDeadlineMsFieldEvent> {
    return streamMessage(buf, RequestMessage.codec(), opts)
  }
}

export interface BlockMessage {
  requestId: number
  block: number
  offset: number
  bytes: Uint8Array<ArrayBuffer>
}

export namespace BlockMessage {
  let _codec: Codec<BlockMessage>

  export const codec = (): Codec<BlockMessage> => {
    if (_codec == null) {
      _codec = message<BlockMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requestId != null && obj.requestId !== 0)) {
          w.uint32(8)
          w.uint32(obj.requestId)
        }

        if ((obj.block != null && obj.block !== 0)) {
          w.uint32(16)
          w.uint32(obj.block)
        }

        if ((obj.offset != null && obj.offset !== 0)) {
          w.uint32(24)
          w.uint32(obj.offset)
        }

        if ((obj.bytes != null && obj.bytes.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.bytes)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requestId: 0,
          block: 0,
          offset: 0,
          bytes: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requestId = reader.uint32()
              break
            }
            case 2: {
              obj.block = reader.uint32()
              break
            }
            case 3: {
              obj.offset = reader.uint32()
              break
            }
            case 4: {
              obj.bytes = reader.bytes()
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
                field: `${prefix}.requestId`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.block`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.offset`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.bytes`,
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

  export interface BlockMessageRequestIdFieldEvent {
    field: '$.requestId'
    value: number
  }

  export interface BlockMessageBlockFieldEvent {
    field: '$.block'
    value: number
  }

  export interface BlockMessageOffsetFieldEvent {
    field: '$.offset'
    value: number
  }

  export interface BlockMessageBytesFieldEvent {
    field: '$.bytes'
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<BlockMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, BlockMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BlockMessage>): BlockMessage {
    return decodeMessage(buf, BlockMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BlockMessage>): Generator<BlockMessageRequestIdFieldEvent | BlockMessageBlockFieldEvent | BlockMessageOffsetFieldEvent | BlockMessageBytesFieldEvent> {
    return streamMessage(buf, BlockMessage.codec(), opts)
  }
}

export interface ReceivedMessage {
  bytes: number
}

export namespace ReceivedMessage {
  let _codec: Codec<ReceivedMessage>

  export const codec = (): Codec<ReceivedMessage> => {
    if (_codec == null) {
      _codec = message<ReceivedMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.bytes != null && obj.bytes !== 0)) {
          w.uint32(8)
          w.uint32(obj.bytes)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          bytes: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.bytes = reader.uint32()
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
                field: `${prefix}.bytes`,
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

  export interface ReceivedMessageBytesFieldEvent {
    field: '$.bytes'
    value: number
  }

  export function encode (obj: Partial<ReceivedMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, ReceivedMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ReceivedMessage>): ReceivedMessage {
    return decodeMessage(buf, ReceivedMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ReceivedMessage>): Generator<ReceivedMessageBytesFieldEvent> {
    return streamMessage(buf, ReceivedMessage.codec(), opts)
  }
}

export interface CancelMessage {
  requestId: number
}

export namespace CancelMessage {
  let _codec: Codec<CancelMessage>

  export const codec = (): Codec<CancelMessage> => {
    if (_codec == null) {
      _codec = message<CancelMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requestId != null && obj.requestId !== 0)) {
          w.uint32(8)
          w.uint32(obj.requestId)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requestId: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requestId = reader.uint32()
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
                field: `${prefix}.requestId`,
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

  export interface CancelMessageRequestIdFieldEvent {
    field: '$.requestId'
    value: number
  }

  export function encode (obj: Partial<CancelMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, CancelMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CancelMessage>): CancelMessage {
    return decodeMessage(buf, CancelMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CancelMessage>): Generator<CancelMessageRequestIdFieldEvent> {
    return streamMessage(buf, CancelMessage.codec(), opts)
  }
}

export interface BusyMessage {
  requestId: number
  reason: BusyReason
  forMs: number
}

export namespace BusyMessage {
  let _codec: Codec<BusyMessage>

  export const codec = (): Codec<BusyMessage> => {
    if (_codec == null) {
      _codec = message<BusyMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requestId != null && obj.requestId !== 0)) {
          w.uint32(8)
          w.uint32(obj.requestId)
        }

        if (obj.reason != null && __BusyReasonValues[obj.reason] !== 0) {
          w.uint32(16)
          BusyReason.codec().encode(obj.reason, w)
        }

        if ((obj.forMs != null && obj.forMs !== 0)) {
          w.uint32(24)
          w.uint32(obj.forMs)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requestId: 0,
          reason: BusyReason.NO_SLOT,
          forMs: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requestId = reader.uint32()
              break
            }
            case 2: {
              obj.reason = BusyReason.codec().decode(reader)
              break
            }
            case 3: {
              obj.forMs = reader.uint32()
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
                field: `${prefix}.requestId`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.reason`,
                value: BusyReason.codec().decode(reader)
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.forMs`,
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

  export interface BusyMessageRequestIdFieldEvent {
    field: '$.requestId'
    value: number
  }

  export interface BusyMessageReasonFieldEvent {
    field: '$.reason'
    value: BusyReason
  }

  export interface BusyMessageForMsFieldEvent {
    field: '$.forMs'
    value: number
  }

  export function encode (obj: Partial<BusyMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, BusyMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BusyMessage>): BusyMessage {
    return decodeMessage(buf, BusyMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<BusyMessage>): Generator<BusyMessageRequestIdFieldEvent | BusyMessageReasonFieldEvent | BusyMessageForMsFieldEvent> {
    return streamMessage(buf, BusyMessage.codec(), opts)
  }
}

export interface GoneRange {
  firstBlock: number
  blockCount: number
}

export namespace GoneRange {
  let _codec: Codec<GoneRange>

  export const codec = (): Codec<GoneRange> => {
    if (_codec == null) {
      _codec = message<GoneRange>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.firstBlock != null && obj.firstBlock !== 0)) {
          w.uint32(8)
          w.uint32(obj.firstBlock)
        }

        if ((obj.blockCount != null && obj.blockCount !== 0)) {
          w.uint32(16)
          w.uint32(obj.blockCount)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          firstBlock: 0,
          blockCount: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.firstBlock = reader.uint32()
              break
            }
            case 2: {
              obj.blockCount = reader.uint32()
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
                field: `${prefix}.firstBlock`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.blockCount`,
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

  export interface GoneRangeFirstBlockFieldEvent {
    field: '$.firstBlock'
    value: number
  }

  export interface GoneRangeBlockCountFieldEvent {
    field: '$.blockCount'
    value: number
  }

  export function encode (obj: Partial<GoneRange>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, GoneRange.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GoneRange>): GoneRange {
    return decodeMessage(buf, GoneRange.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GoneRange>): Generator<GoneRangeFirstBlockFieldEvent | GoneRangeBlockCountFieldEvent> {
    return streamMessage(buf, GoneRange.codec(), opts)
  }
}

export interface GoneMessage {
  requestId: number
  ranges: GoneRange[]
}

export namespace GoneMessage {
  let _codec: Codec<GoneMessage>

  export const codec = (): Codec<GoneMessage> => {
    if (_codec == null) {
      _codec = message<GoneMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.requestId != null && obj.requestId !== 0)) {
          w.uint32(8)
          w.uint32(obj.requestId)
        }

        if (obj.ranges != null && obj.ranges.length > 0) {
          for (const value of obj.ranges) {
            w.uint32(18)
            GoneRange.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          requestId: 0,
          ranges: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.requestId = reader.uint32()
              break
            }
            case 2: {
              if (opts.limits?.ranges != null && obj.ranges.length === opts.limits.ranges) {
                throw new MaxLengthError('Decode error - repeated field "ranges" had too many elements')
              }

              obj.ranges.push(GoneRange.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.ranges$
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
          ranges: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.requestId`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              if (opts.limits?.ranges != null && obj.ranges === opts.limits.ranges) {
                throw new MaxLengthError('Streaming decode error - repeated field "ranges" had too many elements')
              }

              for (const evt of GoneRange.codec().stream(reader, reader.uint32(), `${prefix}.ranges[]`, {
                limits: opts.limits?.ranges$
              })) {
                yield {
                  ...evt,
                  index: obj.ranges
                }
              }

              obj.ranges++

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

  export interface GoneMessageRequestIdFieldEvent {
    field: '$.requestId'
    value: number
  }

  export interface GoneMessageRangesFirstBlockFieldEvent {
    field: '$.ranges[].firstBlock'
    value: number
    index: number
  }

  export interface GoneMessageRangesBlockCountFieldEvent {
    field: '$.ranges[].blockCount'
    value: number
    index: number
  }

  export function encode (obj: Partial<GoneMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, GoneMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GoneMessage>): GoneMessage {
    return decodeMessage(buf, GoneMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GoneMessage>): Generator<GoneMessageRequestIdFieldEvent | GoneMessageRangesFirstBlockFieldEvent | GoneMessageRangesBlockCountFieldEvent> {
    return streamMessage(buf, GoneMessage.codec(), opts)
  }
}

export interface QueryMessage {
  queryId: bigint
  contentIds: string[]
  hopsLeft: number
}

export namespace QueryMessage {
  let _codec: Codec<QueryMessage>

  export const codec = (): Codec<QueryMessage> => {
    if (_codec == null) {
      _codec = message<QueryMessage>((obj, w, opts = {}) => {
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

        if ((obj.hopsLeft != null && obj.hopsLeft !== 0)) {
          w.uint32(24)
          w.uint32(obj.hopsLeft)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          queryId: 0n,
          contentIds: [],
          hopsLeft: 0
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
            case 3: {
              obj.hopsLeft = reader.uint32()
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
            case 3: {
              yield {
                field: `${prefix}.hopsLeft`,
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

  export interface QueryMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export interface QueryMessageContentIdsFieldEvent {
    field: '$.contentIds[]'
    index: number
    value: string
  }

  export interface QueryMessageHopsLeftFieldEvent {
    field: '$.hopsLeft'
    value: number
  }

  export function encode (obj: Partial<QueryMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, QueryMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<QueryMessage>): QueryMessage {
    return decodeMessage(buf, QueryMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<QueryMessage>): Generator<QueryMessageQueryIdFieldEvent | QueryMessageContentIdsFieldEvent | QueryMessageHopsLeftFieldEvent> {
    return streamMessage(buf, QueryMessage.codec(), opts)
  }
}

export interface AnswerMessage {
  queryId: bigint
  found: Finding[]
}

export namespace AnswerMessage {
  let _codec: Codec<AnswerMessage>

  export const codec = (): Codec<AnswerMessage> => {
    if (_codec == null) {
      _codec = message<AnswerMessage>((obj, w, opts = {}) => {
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

  export interface AnswerMessageQueryIdFieldEvent {
    field: '$.queryId'
    value: bigint
  }

  export interface AnswerMessageFoundContentIdFieldEvent {
    field: '$.found[].contentId'
    value: string
    index: number
  }

  export interface AnswerMessageFoundProvidersPeerIdFieldEvent {
    field: '$.found[].providers[].peerId'
    value: string
    index: number
  }

  export interface AnswerMessageFoundProvidersAddressesFieldEvent {
    field: '$.found[].providers[].addresses[]'
    index: number
    value: string
  }

  export interface AnswerMessageFoundProvidersHaveMapFieldEvent {
    field: '$.found[].providers[].haveMap'
    value: Uint8Array<ArrayBuffer>
    index: number
  }

  export interface AnswerMessageFoundProvidersLoadFieldEvent {
    field: '$.found[].providers[].load'
    value: number
    index: number
  }

  export function encode (obj: Partial<AnswerMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, AnswerMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<AnswerMessage>): AnswerMessage {
    return decodeMessage(buf, AnswerMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<AnswerMessage>): Generator<AnswerMessageQueryIdFieldEvent | AnswerMessageFoundContentIdFieldEvent | AnswerMessageFoundProvidersPeerIdFieldEvent | AnswerMessageFoundProvidersAddressesFieldEvent | AnswerMessageFoundProvidersHaveMapFieldEvent | AnswerMessageFoundProvidersLoadFieldEvent> {
    return streamMessage(buf, AnswerMessage.codec(), opts)
  }
}

export interface PingMessage {
  pingId: number
}

export namespace PingMessage {
  let _codec: Codec<PingMessage>

  export const codec = (): Codec<PingMessage> => {
    if (_codec == null) {
      _codec = message<PingMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.pingId != null && obj.pingId !== 0)) {
          w.uint32(8)
          w.uint32(obj.pingId)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          pingId: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.pingId = reader.uint32()
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
                field: `${prefix}.pingId`,
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

  export interface PingMessagePingIdFieldEvent {
    field: '$.pingId'
    value: number
  }

  export function encode (obj: Partial<PingMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, PingMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PingMessage>): PingMessage {
    return decodeMessage(buf, PingMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PingMessage>): Generator<PingMessagePingIdFieldEvent> {
    return streamMessage(buf, PingMessage.codec(), opts)
  }
}

export interface PongMessage {
  pingId: number
}

export namespace PongMessage {
  let _codec: Codec<PongMessage>

  export const codec = (): Codec<PongMessage> => {
    if (_codec == null) {
      _codec = message<PongMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.pingId != null && obj.pingId !== 0)) {
          w.uint32(8)
          w.uint32(obj.pingId)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          pingId: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.pingId = reader.uint32()
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
                field: `${prefix}.pingId`,
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

  export interface PongMessagePingIdFieldEvent {
    field: '$.pingId'
    value: number
  }

  export function encode (obj: Partial<PongMessage>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, PongMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PongMessage>): PongMessage {
    return decodeMessage(buf, PongMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PongMessage>): Generator<PongMessagePingIdFieldEvent> {
    return streamMessage(buf, PongMessage.codec(), opts)
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
