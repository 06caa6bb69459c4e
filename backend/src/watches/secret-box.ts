// Encrypts the secrets of destinations: AES-256-GCM, with WATCH_SECRET_KEY.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface SecretBox {
  seal(text: string): Buffer
  /** @throws SecretUnreadable */
  open(sealed: Buffer): string
}

/** It was encrypted with another key, or is damaged. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable'
  constructor() {
    super('the secrets of the watch were encrypted with another WATCH_SECRET_KEY')
  }
}

/** `box`: null if there is no key. */
export function canOpen(box: SecretBox | null, sealed: Buffer): box is SecretBox {
  try {
    box?.open(sealed)
    return box !== null
  } catch {
    return false
  }
}

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** `key`: 32 bytes. A sealed text is a random IV, the tag, and the ciphertext. */
export function createSecretBox(key: Buffer): SecretBox {
  return {
    seal: (text) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv(algorithm, key, iv)
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), encrypted])
    },
    open: (sealed) => {
      try {
        const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
        decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
        return decipher.update(sealed.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        throw new SecretUnreadable()
      }
    },
  }
}
