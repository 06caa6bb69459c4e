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
} from '@tabler/icons-react'
import classes from './modality-icons.module.css'

/** In the order in which they are shown. */
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
  /** Before the names for those who hear the page, such as `Takes`. */
  label?: string
  size?: number
  /** The five that models take in, each in a place of its own whether it is there or not. */
  inSlots?: boolean
}

const slots = ['text', 'image', 'file', 'audio', 'video']

/** What a model takes in or gives back: an icon each, named. */
export function ModalityIcons({ names, label, size = 16, inSlots = false }: ModalityIconsProps) {
  if (names.length === 0) return <span title="Not known">–</span>
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

/** As the icons are ordered; names that have none come last. */
function inOrder(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return names.length < 2 ? names : names.toSorted((a, b) => rank(a) - rank(b))
}
