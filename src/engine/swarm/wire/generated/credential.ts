// Generated from credential.proto by `npm run generate:wire`: don't edit. Not checked by tsc: protons' output isn't meant for exactOptionalPropertyTypes.
// @ts-nocheck
import { decodeMessage, encodeMessage, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export interface CredentialClaims {
  accountHash: Uint8Array<ArrayBuffer>
  peerId: string
  swarm: string
  expiresAtMs: bigint
}

export namespace CredentialClaims {
  let _codec: Codec<CredentialClaims>

  export const codec = (): Codec<CredentialClaims> => {
    if (_codec == null) {
      _codec = message<CredentialClaims>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.accountHash != null && obj.accountHash.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.accountHash)
        }

        if ((obj.peerId != null && obj.peerId !== '')) {
          w.uint32(18)
          w.string(obj.peerId)
        }

        if ((obj.swarm != null && obj.swarm !== '')) {
          w.uint32(26)
          w.string(obj.swarm)
        }

        if ((obj.expiresAtMs != null && obj.expiresAtMs !== 0n)) {
          w.uint32(32)
          w.uint64(obj.expiresAtMs)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          accountHash: uint8ArrayAlloc(0),
          peerId: '',
          swarm: '',
          expiresAtMs: 0n
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.accountHash = reader.bytes()
              break
            }
            case 2: {
              obj.peerId = reader.string()
              break
            }
            case 3: {
              obj.swarm = reader.string()
              break
            }
            case 4: {
              obj.expiresAtMs = reader.uint64()
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
                field: `${prefix}.accountHash`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.peerId`,
                value: reader.string()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.swarm`,
                value: reader.string()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.expiresAtMs`,
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

  export interface CredentialClaimsAccountHashFieldEvent {
    field: '$.accountHash'
    value: Uint8Array<ArrayBuffer>
  }

  export interface CredentialClaimsPeerIdFieldEvent {
    field: '$.peerId'
    value: string
  }

  export interface CredentialClaimsSwarmFieldEvent {
    field: '$.swarm'
    value: string
  }

  export interface CredentialClaimsExpiresAtMsFieldEvent {
    field: '$.expiresAtMs'
    value: bigint
  }

  export function encode (obj: Partial<CredentialClaims>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, CredentialClaims.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CredentialClaims>): CredentialClaims {
    return decodeMessage(buf, CredentialClaims.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CredentialClaims>): Generator<CredentialClaimsAccountHashFieldEvent | CredentialClaimsPeerIdFieldEvent | CredentialClaimsSwarmFieldEvent | CredentialClaimsExpiresAtMsFieldEvent> {
    return streamMessage(buf, CredentialClaims.codec(), opts)
  }
}

export interface SignedCredential {
  claims: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}

export namespace SignedCredential {
  let _codec: Codec<SignedCredential>

  export const codec = (): Codec<SignedCredential> => {
    if (_codec == null) {
      _codec = message<SignedCredential>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.claims != null && obj.claims.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.claims)
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          claims: uint8ArrayAlloc(0),
          signature: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.claims = reader.bytes()
              break
            }
            case 2: {
              obj.signature = reader.bytes()
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
                field: `${prefix}.claims`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.signature`,
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

  export interface SignedCredentialClaimsFieldEvent {
    field: '$.claims'
    value: Uint8Array<ArrayBuffer>
  }

  export interface SignedCredentialSignatureFieldEvent {
    field: '$.signature'
    value: Uint8Array<ArrayBuffer>
  }

  export function encode (obj: Partial<SignedCredential>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, SignedCredential.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SignedCredential>): SignedCredential {
    return decodeMessage(buf, SignedCredential.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SignedCredential>): Generator<SignedCredentialClaimsFieldEvent | SignedCredentialSignatureFieldEvent> {
    return streamMessage(buf, SignedCredential.codec(), opts)
  }
}
