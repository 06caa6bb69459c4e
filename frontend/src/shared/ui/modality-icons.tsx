import {
  IconFile,
  IconGridDots,
  IconLetterT,
  IconListNumbers,
  IconMicrophone,
  IconPhoto,
  IconQuestionMark,
  IconQuote,
  IconVideo,
  IconVolume,
} from './icons.js'
import classes from './modality-icons.module.css'

/** In display order. */
const icons = new Map([
  ['text', IconLetterT],
  ['image', IconPhoto],
  ['file', IconFile],
  ['audio', IconVolume],
  ['video', IconVideo],
  ['speech', IconMicrophone],
  ['transcription', IconQuote],
  ['embeddings', IconGridDots],
  ['rerank', IconListNumbers],
])
const order = [...icons.keys()]

interface ModalityIconsProps {
  names: readonly string[]
  /** Prefix of the accessible name, such as `Input:`. */
  label?: string
  size?: number
  /** One fixed position per input modality, to be read down a column. */
  inSlots?: boolean
}

const slots = ['text', 'image', 'file', 'audio', 'video']

/** One icon per modality. */
export function ModalityIcons({ names, label, size = 16, inSlots = false }: ModalityIconsProps) {
  if (names.length === 0) return <span title="Unknown">–</span>
  const isSlotted = inSlots && names.every((name) => slots.includes(name))
  const sorted = inOrder(names)
  const title = sorted.join(', ')
  return (
    <span
      role="img"
      className={isSlotted ? classes.slots : classes.row}
      aria-label={label === undefined ? title : `${label} ${title}`}
      title={label === undefined ? title : `${label} ${title}`}
    >
      {sorted.map((name) => {
        const Icon = icons.get(name) ?? IconQuestionMark
        return (
          <Icon
            key={name}
            size={size}
            stroke={1.7}
            {...(isSlotted && { style: { gridColumn: slots.indexOf(name) + 1 } })}
          />
        )
      })}
    </span>
  )
}

/** Unknown names come last. */
function inOrder(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return names.length < 2 ? names : names.toSorted((a, b) => rank(a) - rank(b))
}
